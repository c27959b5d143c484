// bearerAuth: an access token, which passport-jwt reads and whose session decides, or an API key. Algorithm, issuer and
// audience are fixed here, never taken from the token.
import type { Request } from 'express';
import { TokenExpiredError } from 'jsonwebtoken';
import { Passport } from 'passport';
import { ExtractJwt, Strategy, type StrategyOptionsWithoutRequest } from 'passport-jwt';
import { fail, type AppError } from '../foundation/errors';
import type { AccessClaims } from '../models/identity/access-token';
import { looksLikeApiKey } from '../models/identity/api-key-token';
import type { SignedInUser } from '../models/identity/signed-in-user';
import type { ContractOperation } from './contract';
import type { Services } from './services';

/** Who makes the request; throws the problem when nobody valid does, or with a key that does not reach the operation. */
export type Authenticate = (
  request: Request,
  operation: Pick<ContractOperation, 'keyScope'>,
) => Promise<SignedInUser>;

type Readers = Pick<Services, 'accessTokens' | 'sessions' | 'apiKeys'>;

/** The access token or API key of a request. */
export const bearerToken = ExtractJwt.fromAuthHeaderAsBearerToken();

/** Builds the check of who it is from the keys, the sessions and the API keys. */
export function createAuthentication(readers: Readers): Authenticate {
  const bySession = createSessionCheck(readers);
  return async (request, { keyScope }) => {
    const token = bearerToken(request) ?? '';
    return looksLikeApiKey(token)
      ? await holderOf(readers.apiKeys, token, keyScope)
      : await bySession(request);
  };
}

async function holderOf(
  apiKeys: Services['apiKeys'],
  token: string,
  keyScope: string | null,
): Promise<SignedInUser> {
  const holder = await apiKeys.read(token);
  if (!holder) throw fail('unauthenticated', 'The API key is unknown, expired or revoked.');
  if (keyScope === null) throw fail('unauthenticated', 'Sign in: no API key can do this.');
  if (holder.scopes.includes(keyScope)) return holder.user;
  throw fail('insufficient_scope', `The API key needs the scope ${keyScope}.`);
}

function createSessionCheck({
  accessTokens,
  sessions,
}: Readers): (request: Request) => Promise<SignedInUser> {
  const passport = new Passport();
  const { secretOrKey, ...verification } = accessTokens.verification;
  const options: StrategyOptionsWithoutRequest = {
    jwtFromRequest: bearerToken,
    // The strategy hands the key on as it is; only its types do not know key objects.
    secretOrKey: secretOrKey as unknown as Buffer,
    ...verification,
  };
  passport.use(
    new Strategy(options, (claims: AccessClaims, done) => {
      sessions.read(claims.sid, claims.sub).then(
        (user) => done(null, user ?? false),
        (error: unknown) => done(error),
      );
    }),
  );
  return (request) =>
    new Promise((resolve, reject) => {
      const settle = (
        error: unknown,
        user: SignedInUser | false | undefined,
        info: unknown,
      ): void => {
        if (error) reject(error instanceof Error ? error : new Error(String(error)));
        else if (user) resolve(user);
        else reject(refusal(user, info));
      };
      const check = passport.authenticate('jwt', { session: false }, settle) as (
        request: Request,
        response: unknown,
        next: (error: unknown) => void,
      ) => void;
      check(request, {}, reject);
    });
}

/** A token that verified but has no live session carries no `info`. */
function refusal(user: false | undefined, info: unknown): AppError {
  if (info instanceof TokenExpiredError) return fail('token_expired');
  return user === false && info === undefined ? fail('session_revoked') : fail('unauthenticated');
}
