// The steps of an erasure as its workflow takes them. Each may be repeated: what is next, the row says, and only who
// finds it in a state moves it on from there.
import type { Knex } from 'knex';
import { transaction, type Transaction } from '../../foundation/transaction';
import type { ErasureStep } from '../../workflows/identity/contract';
import { unfinishedMail } from '../messaging/mail.queries';
import { Mail } from '../messaging/mail';
import { queueMail } from '../messaging/queue-mail';
import { AccountErasure, type ErasureState } from './account-erasure';
import { cancelOwnWork, worksStill } from './cancel-own-work';
import { lockAccount } from './lock-account';
import { eraseRows } from './owned-data/erase-owned';
import { revokeSessions } from './session';

const second = 1_000;
/** Work that was cancelled may take so long to come to a standstill by itself. */
const patience = 60 * second;
const looksEvery = 5 * second;
/** Links for uploads that were signed before work for an hour; what is under way then may take as long. */
const leftoversFor = 2 * 3_600 * second;
const longestLook = 15 * 60 * second;

/** What is next at an instant; at the end of the time of grace, locks the account and has its work cancelled. */
export async function nextErasureStep(
  tx: Transaction,
  erasureId: string,
  now: Date,
): Promise<ErasureStep> {
  const known = await AccountErasure.query(tx.sql).findById(erasureId);
  if (!known) return null;
  await lockAccount(tx, known.owner_id);
  const erasure = await AccountErasure.query(tx.sql).findById(erasureId).forUpdate();
  if (!erasure) return null;
  const { state, erase_at, next_at, owner_id } = erasure;
  if (state === 'scheduled' && erase_at > now) return waitFor(erase_at);
  if (state === 'scheduled') {
    await lockOut(tx, owner_id, now);
    const stopping = { state: 'stopping', next_at: later(now, patience) } as const;
    await moveFrom(tx.sql, erasureId, state, stopping);
    return waitFor(later(now, looksEvery));
  }
  if (state === 'stopping') {
    const waits = next_at !== null && next_at > now && (await worksStill(tx.sql, owner_id));
    return waits ? waitFor(later(now, looksEvery)) : { part: 'stop' };
  }
  if (state === 'erasing') return { part: 'erase' };
  if (state === 'confirming') return await receiptStep(tx, erasure, now);
  if (state !== 'sweeping') return null;
  return next_at && next_at > now ? waitFor(next_at) : { part: 'sweep' };
}

/** Nobody can sign in any more, and nothing more is sent on behalf of the account. */
async function lockOut(tx: Transaction, owner_id: string, now: Date): Promise<void> {
  await tx
    .sql('users')
    .where({ id: owner_id })
    .update({ is_active: false, deleted_at: now, updated_at: now });
  await revokeSessions(tx.sql, { owner_id }, 'erased', now);
  await tx.sql('webhook_endpoints').where({ owner_id }).update({ is_enabled: false });
  await cancelOwnWork(tx, owner_id);
}

/** The receipt is looked at less and less often: a mail server that is away may be so for a day. */
async function receiptStep(
  tx: Transaction,
  { id, erased_at }: AccountErasure,
  now: Date,
): Promise<ErasureStep> {
  const receipt = await Mail.query(tx.sql).findOne({ kind: 'deletion-receipt', subject_id: id });
  if (!receipt || !(await unfinishedMail(tx.sql, receipt.id))) return { part: 'close' };
  const passed = now.getTime() - (erased_at ?? now).getTime();
  return waitFor(later(now, Math.min(longestLook, Math.max(looksEvery, passed / 4))));
}

/** Goes on once nothing of the account runs any more. */
export async function markStopped(database: Knex, erasureId: string): Promise<void> {
  await moveFrom(database, erasureId, 'stopping', { state: 'erasing', next_at: null });
}

/** Deletes the rows, but for the account itself, and has the receipt sent. */
export async function eraseData(
  database: Knex,
  erasure: Pick<AccountErasure, 'id' | 'owner_id'>,
  now: Date,
  signal: AbortSignal,
): Promise<void> {
  const { id, owner_id } = erasure;
  await eraseRows(database, owner_id, signal);
  await transaction(database, async (tx) => {
    const erased = { state: 'confirming', erased_at: now } as const;
    const moved = await moveFrom(tx.sql, id, 'erasing', erased);
    if (moved) await queueMail(tx, { owner_id, kind: 'deletion-receipt', subject_id: id });
  });
}

/** Deletes the account, and what was written about it meanwhile. */
export async function closeAccount(
  database: Knex,
  { id, owner_id }: Pick<AccountErasure, 'id' | 'owner_id'>,
  now: Date,
  signal: AbortSignal,
): Promise<void> {
  await eraseRows(database, owner_id, signal);
  await transaction(database, async (tx) => {
    await lockAccount(tx, owner_id);
    const closed = { state: 'sweeping', next_at: later(now, leftoversFor) } as const;
    if (!(await moveFrom(tx.sql, id, 'confirming', closed))) return;
    await tx.sql('users').where({ id: owner_id }).delete();
  });
}

/** Ends the erasure. */
export async function markSwept(database: Knex, erasureId: string, now: Date): Promise<void> {
  await moveFrom(database, erasureId, 'sweeping', {
    ...{ state: 'done', next_at: null, finished_at: now },
  });
}

/** The erasure, if it has come to this state. */
export async function findErasure(
  database: Knex,
  id: string,
  state: ErasureState,
): Promise<AccountErasure | undefined> {
  return await AccountErasure.query(database).findOne({ id, state });
}

/** Whether it was found in the state, and moved on. */
async function moveFrom(
  database: Knex,
  id: string,
  state: ErasureState,
  change: Partial<AccountErasure>,
): Promise<boolean> {
  const moved = await AccountErasure.query(database).where({ id, state }).patch(change);
  return moved === 1;
}

function later(now: Date, milliseconds: number): Date {
  return new Date(now.getTime() + milliseconds);
}

function waitFor(instant: Date): ErasureStep {
  return { until: instant.toISOString() };
}
