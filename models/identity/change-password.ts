// A password changes by the old one or by a mailed token. Both are a compare-and-set on the old hash, which makes a token
// work once and lets one of two changes win; both end the sessions elsewhere and tell the owner.
import type { Knex } from 'knex';
import { fail } from '../../foundation/errors';
import { transaction } from '../../foundation/transaction';
import { appendEvent } from '../messaging/append-event';
import type { AccountSecrets } from './account-secrets';
import { hashPassword, passwordFits } from './password';
import { noticeSecurity } from './security-notice';
import { revokeSessions, type Device } from './session';
import { sessionOf, type SignedInUser } from './signed-in-user';
import { findUser, type User } from './user';
import { assertStrong } from './weak-password';

/** Sets a new password for who knows the old one; returns the sessions that ended, which are all others. */
export async function changePassword(
  database: Knex,
  who: SignedInUser,
  given: { old_password: string; new_password: string },
  from: Device,
  now: Date,
): Promise<string[]> {
  const user = await findUser(database, who.id);
  const fits = await passwordFits(user?.password_hash, given.old_password);
  if (!user || !fits) {
    const detail = 'is not the present password';
    throw fail('validation_failed', undefined, [
      { pointer: '/old_password', code: 'wrong', detail },
    ]);
  }
  assertStrong(given.new_password, user, '/new_password');
  const change = { password: given.new_password, event: 'password_changed' } as const;
  const ended = await setPassword(database, user, { ...change, except: sessionOf(who) }, from, now);
  if (!ended) throw fail('conflict', 'The password was changed at the same time.');
  return ended;
}

/** The account that a reset token is for, and its end; throws `link_invalid` unless it is a true one that has not been used or expired. */
export async function readResetToken(
  database: Knex,
  secrets: AccountSecrets,
  token: string,
  now: Date,
): Promise<{ user: User; expires: Date }> {
  const ticket = secrets.resets.read(token);
  const user = ticket ? await findUser(database, ticket.user_id) : undefined;
  if (!user?.is_active || !ticket || ticket.expires <= now || !secrets.resets.fits(user, token)) {
    throw fail('link_invalid');
  }
  return { user, expires: ticket.expires };
}

/** Sets a new password for who has the token; returns the sessions that ended, which are all. */
export async function resetPassword(
  database: Knex,
  secrets: AccountSecrets,
  given: { token: string; new_password: string },
  from: Device,
  now: Date,
): Promise<string[]> {
  const { user } = await readResetToken(database, secrets, given.token, now);
  assertStrong(given.new_password, user, '/new_password');
  const change = { password: given.new_password, event: 'password_reset' } as const;
  const ended = await setPassword(database, user, change, from, now);
  if (!ended) throw fail('link_invalid');
  return ended;
}

interface Change {
  password: string;
  event: 'password_changed' | 'password_reset';
  /** The session that stays. */
  except?: string;
}

/** Null when the password is no longer the one that was read. */
async function setPassword(
  database: Knex,
  { id, password_hash }: User,
  { password, event, ...spared }: Change,
  from: Device,
  now: Date,
): Promise<string[] | null> {
  const next = await hashPassword(password);
  return await transaction(database, async (tx) => {
    const changed = await tx
      .sql('users')
      .where({ id, password_hash })
      .update({ password_hash: next, updated_at: now, version: tx.sql.raw('version + 1') });
    if (changed === 0) return null;
    const ended = await revokeSessions(tx.sql, { owner_id: id, ...spared }, event, now);
    await noticeSecurity(tx, { owner_id: id, event, from });
    appendEvent(tx, { owner_id: id, type: 'user.password_changed', subject: { type: 'user', id } });
    return ended;
  });
}
