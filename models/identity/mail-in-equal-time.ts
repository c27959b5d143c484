import type { Transaction } from '../../foundation/transaction';
import { queueMail, type NewMail } from '../messaging/queue-mail';

class Undone extends Error {}

/**
 * Does something for somebody, or the same for nobody, so that the time of an answer does not tell which it was. Without a
 * recipient the rows are written for anybody and undone.
 */
export async function inEqualTime(
  tx: Transaction,
  recipient: string | undefined,
  work: (tx: Transaction, owner_id: string) => Promise<void>,
): Promise<void> {
  const anybody = await tx.sql('users').orderBy('id').first<{ id: string } | undefined>('id');
  const owner_id = recipient ?? anybody?.id;
  if (owner_id === undefined) return;
  const afterCommit = recipient === undefined ? () => undefined : tx.afterCommit;
  try {
    await tx.sql.transaction(async (sql) => {
      await work({ sql, beforeCommit: tx.beforeCommit, afterCommit }, owner_id);
      if (recipient === undefined) throw new Undone();
    });
  } catch (error) {
    if (!(error instanceof Undone)) throw error;
  }
}

/** Has a mail sent, or nothing when there is nobody to send it to, by the same work. */
export async function queueMailOrNone(
  tx: Transaction,
  recipient: string | undefined,
  mail: Omit<NewMail, 'owner_id'>,
): Promise<void> {
  await inEqualTime(tx, recipient, (inner, owner_id) => queueMail(inner, { owner_id, ...mail }));
}
