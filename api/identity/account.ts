// What the identity calls and their older addresses both do.
import { fail } from '../../foundation/errors';
import { transaction } from '../../foundation/transaction';
import { changePassword } from '../../models/identity/change-password';
import { enterAccount } from '../../models/identity/enter-account';
import { passwordFits } from '../../models/identity/password';
import { prepareUser, registerUser } from '../../models/identity/register-user';
import { cancelErasure } from '../../models/identity/request-erasure';
import { rotateSession } from '../../models/identity/rotate-session';
import { createFactorSeal } from '../../models/identity/second-factor';
import { assertSingleStep, finishSteps } from '../../models/identity/second-step';
import { revokeSessions, type Device, type Session } from '../../models/identity/session';
import { countAttempt } from '../../models/identity/sign-in-attempts';
import { sessionOf } from '../../models/identity/signed-in-user';
import { findByLogin, findUser, type User } from '../../models/identity/user';
import type { Me, Registration, TokenPair } from '../../openapi/generated/types';
import type { Context } from '../operation';
import type { Services } from '../services';
import { deviceOf } from './device';
import { meView } from './me.view';

type Call =
  | 'registerUser'
  | 'loginUser'
  | 'finishLogin'
  | 'refreshToken'
  | 'logoutUser'
  | 'getMe'
  | 'changePassword';
type Of<K extends Call> = Pick<Context<K>, 'body' | 'query' | 'request' | 'services' | 'user'>;

/** Throws unless the repetition of a field, where there is one, says the same. */
export function assertSame(value: string, again: string | undefined, field: string): void {
  if (again === undefined || again === value) return;
  const detail = `must equal ${field}`;
  throw fail('validation_failed', undefined, [{ pointer: `/${field}2`, code: 'equal', detail }]);
}

function pairOf(services: Services, { id, owner_id, generation }: Session): TokenPair {
  return {
    access: services.accessTokens.issue({ sub: owner_id, sid: id }),
    refresh: services.refreshTokens.issue({ family: id, generation }),
    expires_in: services.accessTokens.lifeSeconds,
  };
}

/** Creates the account; the answer repeats what was sent and nothing else. */
export async function register({
  body,
  services,
  request,
}: Of<'registerUser'>): Promise<Registration> {
  const { password2, ...given } = body;
  assertSame(given.password, password2, 'password');
  const { database, clock } = services;
  const row = await prepareUser(given);
  const from = deviceOf(request);
  await transaction(database, (tx) => registerUser(tx, row, from, clock.now()));
  return { username: given.username, email: given.email };
}

/** Opens a session for who has proven who they are, by one step or by two. An account that was to be erased stays. */
async function enter(
  services: Services,
  user: User,
  by: { from: Device; family: string | undefined },
): Promise<TokenPair> {
  const { database, clock } = services;
  const opened = transaction(database, async (tx) => {
    await cancelErasure(tx, user.id, by.from, clock.now());
    return await enterAccount(tx, user, by, clock.now());
  });
  return pairOf(services, await opened);
}

/**
 * Opens a session, unless the account asks for a second step; a wrong password and an unknown account take the same time
 * and get the same answer.
 */
export async function signIn({ body, services, request }: Of<'loginUser'>): Promise<TokenPair> {
  const { database, clock, refreshTokens } = services;
  const login = body.username ?? body.email ?? '';
  const user = await findByLogin(database, login);
  const from = deviceOf(request);
  const family = refreshTokens.read(body.refresh ?? '')?.family;
  const attempt = { login, user_id: user?.id, from, family };
  const restoreAttempts = await countAttempt(database, attempt, clock.now());
  const fits = await passwordFits(user?.password_hash, body.password);
  if (!user || !fits) throw fail('invalid_credentials');
  await restoreAttempts();
  await assertSingleStep(database, services.accountSecrets, user, clock.now());
  return await enter(services, user, { from, family });
}

/** Opens a session for who has done the first step and brings a code. */
export async function signInByCode({
  body,
  services,
  request,
}: Of<'finishLogin'>): Promise<TokenPair> {
  const { database, clock, config, refreshTokens } = services;
  const from = deviceOf(request);
  const family = refreshTokens.read(body.refresh ?? '')?.family;
  const proofs = { secrets: services.accountSecrets, seal: createFactorSeal(config) };
  const user = await finishSteps(database, proofs, { ...body, from, family }, clock.now());
  return await enter(services, user, { from, family });
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
  const which = { owner_id: user.id, ...(!query.all && { id: sessionOf(user) }) };
  sessions.forget(await revokeSessions(database, which, 'logout', clock.now()));
}

/** Sets a new password; every other session ends. */
export async function change({
  body,
  services,
  user,
  request,
}: Of<'changePassword'>): Promise<void> {
  assertSame(body.new_password, body.new_password2, 'new_password');
  const { database, clock, sessions } = services;
  sessions.forget(await changePassword(database, user, body, deviceOf(request), clock.now()));
}

/** The signed-in user. */
export async function me({ services, user }: Of<'getMe'>): Promise<Me> {
  const row = await findUser(services.database, user.id);
  if (!row) throw fail('session_revoked');
  return meView(row, user);
}
