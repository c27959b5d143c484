// Who opens a socket: the access token of the handshake's `auth`, held to what HTTP holds it to.
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import { AppError, fail } from '../../foundation/errors';
import type { Services } from '../services';

const handshake = z.object({ token: z.string() });
const claimsOf = z.object({ sub: z.string(), sid: z.string(), exp: z.number() });

/** Whose socket it is, and until when. */
export interface SocketOwner {
  owner_id: string;
  session_id: string;
  expires_at: Date;
}

/** Reads the token of a handshake; throws `unauthenticated`, `token_expired` or `session_revoked`. */
export async function identify(
  { accessTokens, sessions }: Pick<Services, 'accessTokens' | 'sessions'>,
  auth: unknown,
): Promise<SocketOwner> {
  const given = handshake.safeParse(auth);
  if (!given.success) throw fail('unauthenticated');
  const { sub, sid, exp } = verify(given.data.token, accessTokens.verification);
  const user = await sessions.read(sid, sub);
  if (!user) throw fail('session_revoked');
  return { owner_id: user.id, session_id: sid, expires_at: new Date(exp * 1000) };
}

function verify(
  token: string,
  { secretOrKey, ...held }: Services['accessTokens']['verification'],
): z.infer<typeof claimsOf> {
  try {
    return claimsOf.parse(jwt.verify(token, secretOrKey, held));
  } catch (error) {
    throw fail(error instanceof jwt.TokenExpiredError ? 'token_expired' : 'unauthenticated');
  }
}

/** What `connect_error` says: the code of the problem, and nothing about its cause. */
export function refusalOf(error: unknown): Error {
  return new Error(error instanceof AppError ? error.code : 'unavailable');
}
