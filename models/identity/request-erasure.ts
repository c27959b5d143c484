// The wish to have an account erased, and taking it back. Both leave an audit row and send a mail.
import type { Knex } from 'knex';
import { fail } from '../../foundation/errors';
import { newId } from '../../foundation/ids';
import type { Transaction } from '../../foundation/transaction';
import { type DeleteAccountInput, erasureWorkflowId } from '../../workflows/identity/contract';
import { appendEvent } from '../messaging/append-event';
import { type CommandFor, requestWorkflow } from '../operations/workflow-command';
import { AccountErasure } from './account-erasure';
import { type AdminChange, isManaged, lockAdministration } from './administration';
import { passwordFits } from './password';
import { noticeAdministration, noticeSecurity } from './security-notice';
import { type Device, revokeSessions } from './session';
import { sessionOf, type SignedInUser } from './signed-in-user';
import { findUser } from './user';

const day = 86_400_000;

/** Throws `validation_failed` unless it is the password of the user. */
export async function assertPassword(
  database: Knex,
  { id }: SignedInUser,
  password: string,
): Promise<void> {
  const user = await findUser(database, id);
  if (await passwordFits(user?.password_hash, password)) return;
  const detail = 'is not the present password';
  throw fail('validation_failed', undefined, [{ pointer: '/password', code: 'wrong', detail }]);
}

/**
 * Has the account of a user erased once the time of grace is over, and ends their other sessions. Wanting it twice
 * changes nothing.
 * @returns the wish, and the sessions that ended
 * @throws `administration_lockout` (409) when nobody else could manage users and roles
 */
export async function requestErasure(
  tx: Transaction,
  user: SignedInUser,
  { graceDays, from, now }: { graceDays: number; from: Device; now: Date },
): Promise<{ erasure: AccountErasure; ended: string[] }> {
  await lockAdministration(tx);
  const open = await openErasure(tx.sql, user.id);
  if (open) return { erasure: open, ended: [] };
  const wasManaged = await isManaged(tx.sql);
  const wish = { owner_id: user.id, by_admin: false, graceDays, now };
  const erasure = await scheduleErasure(tx, wish);
  if (wasManaged && !(await isManaged(tx.sql))) {
    throw fail('administration_lockout', 'Nobody else could manage users and roles.');
  }
  const mine = { owner_id: user.id, except: sessionOf(user) };
  const ended = await revokeSessions(tx.sql, mine, 'erasure_requested', now);
  await noticeSecurity(tx, { owner_id: user.id, event: 'erasure_requested', from });
  return { erasure, ended };
}

/** Writes the wish down and has it done, whoever has it. */
export async function scheduleErasure(
  tx: Transaction,
  wish: { owner_id: string; by_admin: boolean; graceDays: number; now: Date },
): Promise<AccountErasure> {
  const { owner_id, by_admin, graceDays, now } = wish;
  const erasure = await AccountErasure.query(tx.sql).insertAndFetch({
    ...{ id: newId(), owner_id, by_admin, requested_at: now },
    erase_at: new Date(now.getTime() + graceDays * day),
  });
  await requestWorkflow(tx, erasureWorkflow(erasure));
  const subject = { type: 'user', id: owner_id };
  appendEvent(tx, { owner_id, type: 'user.erasure_requested', subject });
  return erasure;
}

/** Keeps an account whose user wanted it erased; undefined when they did not, or when it has begun. */
export async function cancelErasure(
  tx: Transaction,
  owner_id: string,
  from: Device,
  now: Date,
): Promise<AccountErasure | undefined> {
  const cancelled = await keepAccount(tx, { owner_id, by_admin: false }, now);
  if (cancelled) await noticeSecurity(tx, { owner_id, event: 'erasure_cancelled', from });
  return cancelled;
}

/** Keeps an account that an administrator wanted erased, where one did. */
export async function cancelUserErasure(
  tx: Transaction,
  owner_id: string,
  change: AdminChange,
): Promise<void> {
  const cancelled = await keepAccount(tx, { owner_id, by_admin: true }, change.now);
  if (cancelled) await noticeAdministration(tx, owner_id, 'erasure_cancelled_by_admin', change);
}

async function keepAccount(
  tx: Transaction,
  whose: { owner_id: string; by_admin: boolean },
  now: Date,
): Promise<AccountErasure | undefined> {
  const { owner_id } = whose;
  const [cancelled] = await AccountErasure.query(tx.sql)
    .where({ ...whose, state: 'scheduled' })
    .patch({ state: 'cancelled', finished_at: now })
    .returning('*');
  if (!cancelled) return undefined;
  await requestWorkflow(tx, { ...erasureWorkflow(cancelled), poke: true });
  const subject = { type: 'user', id: owner_id };
  appendEvent(tx, { owner_id, type: 'user.erasure_cancelled', subject });
  return cancelled;
}

/** The wish that can still be taken back. */
export async function openErasure(
  database: Knex,
  owner_id: string,
): Promise<AccountErasure | undefined> {
  return await AccountErasure.query(database).findOne({ owner_id, state: 'scheduled' });
}

/** The command that starts the workflow of an erasure. */
export function erasureWorkflow({
  id,
  owner_id,
}: Pick<AccountErasure, 'id' | 'owner_id'>): CommandFor<DeleteAccountInput> {
  return {
    owner_id,
    workflow_id: erasureWorkflowId(id),
    workflow_type: 'deleteAccount',
    input: { erasure_id: id },
    subject_id: id,
    summary: 'Erasure of an account',
  };
}
