// What the identity calls and their older addresses both do.
import type { Request } from 'express';
import { fail } from '../../foundation/errors';
import { transaction } from '../../foundation/transaction';
import { passwordFits } from '../../models/identity/password';
import { registerUser } from '../../models/identity/register-user';
import { rotateSession } from '../../models/identity/rotate-session';
import {
  openSession,
  revokeSessions,
  type Device,
  type Session,
} from '../../models/identity/session';
import { findByLogin, findUser } from '../../models/identity/user';
import type { Me, Registration, TokenPair } from '../../openapi/generated/types';
import type { Context } from '../operation';
import type { Services } from '../services';
import { meView } from './me.view';

type Of<K extends 'registerUser' | 'loginUser' | 'refreshToken' | 'logoutUser' | 'getMe'> = Pick<
  Context<K>,
  'body' | 'query' | 'request' | 'services' | 'user'
>;

function deviceOf(request: Request): Device {
  return { device: (request.get('user-agent') ?? '').slice(0, 300), ip: request.ip ?? '' };
}

function pairOf(services: Services, { id, owner_id, generation }: Session): TokenPair {
  return {
    access: services.accessTokens.issue({ sub: owner_id, sid: id }),
    refresh: services.refreshTokens.issue({ family: id, generation }),
    expires_in: services.accessTokens.lifeSeconds,
  };
}

/** Creates the account; the answer repeats what was sent and nothing else. */
export async function register({ body, services }: Of<'registerUser'>): Promise<Registration> {
  const { password2, ...given } = body;
  if (password2 !== undefined && password2 !== given.password) {
    const detail = 'must equal password';
    throw fail('validation_failed', undefined, [{ pointer: '/password2', code: 'equal', detail }]);
  }
  await transaction(services.database, (tx) => registerUser(tx, given));
  return { username: given.username, email: given.email };
}

/** Opens a session; a wrong password and an unknown account take the same time and get the same answer. */
export async function signIn({ body, services, request }: Of<'loginUser'>): Promise<TokenPair> {
  const user = await findByLogin(services.database, body.username ?? body.email ?? '');
  const fits = await passwordFits(user?.password_hash, body.password);
  if (!user || !fits) throw fail('invalid_credentials');
  const { database, clock } = services;
  const session = await openSession(database, user.id, deviceOf(request), clock.now());
  return pairOf(services, session);
}

/** Exchanges a refresh token. */
export async function refresh({ body, services, request }: Of<'refreshToken'>): Promise<TokenPair> {
  const { database, sessions, clock, refreshTokens } = services;
  const ticket = refreshTokens.read(body.refresh);
  if (!ticket) throw fail('invalid_credentials', 'This is no refresh token.');
  const from = deviceOf(request);
  return pairOf(services, await rotateSession(database, sessions, ticket, from, clock.now()));
}

/** Ends this session, or all of the user's. */
export async function signOut({ query, services, user }: Of<'logoutUser'>): Promise<void> {
  const { database, clock, sessions } = services;
  const which = { owner_id: user.id, ...(!query.all && { id: user.session_id }) };
  sessions.forget(await revokeSessions(database, which, 'logout', clock.now()));
}

/** The signed-in user. */
export async function me({ services, user }: Of<'getMe'>): Promise<Me> {
  const row = await findUser(services.database, user.id);
  if (!row) throw fail('session_revoked');
  return meView(row, user);
}
