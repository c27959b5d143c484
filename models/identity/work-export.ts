// The steps of a copy as its workflow takes them. Each may be repeated.
import type { Knex } from 'knex';
import type { Transaction } from '../../foundation/transaction';
import { appendEvent } from '../messaging/append-event';
import { queueMail } from '../messaging/queue-mail';
import { AccountExport } from './account-export';

/** How long an archive is kept, in days. */
const keptDays = 7;

/** The copy, if it was neither deleted nor has expired. */
export async function findKeptExport(
  database: Knex,
  id: string,
): Promise<AccountExport | undefined> {
  return await AccountExport.query(database).findById(id).whereNot({ state: 'expired' });
}

/** Writes down what was built and tells the owner; returns until when it is kept, null when nobody waits for it. */
export async function settleExport(
  tx: Transaction,
  id: string,
  built: Pick<AccountExport, 'size' | 'rows' | 'files'>,
  now: Date,
): Promise<Date | null> {
  const expires_at = new Date(now.getTime() + keptDays * 86_400_000);
  const [ready] = await AccountExport.query(tx.sql)
    .where({ id, state: 'pending' })
    .patch({ ...built, state: 'ready', finished_at: now, expires_at })
    .returning('*');
  if (!ready) return (await findKeptExport(tx.sql, id))?.expires_at ?? null;
  const { owner_id } = ready;
  await queueMail(tx, { owner_id, kind: 'export-ready', subject_id: id });
  const subject = { type: 'user', id: owner_id };
  appendEvent(tx, { owner_id, type: 'user.export_ready', subject });
  return expires_at;
}

/** Writes down that the archive is deleted. */
export async function markExpired(database: Knex, id: string): Promise<void> {
  await AccountExport.query(database).findById(id).patch({ state: 'expired' });
}
