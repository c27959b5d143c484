import type { Transaction } from '../../foundation/transaction';
import { Batch } from './batch';

/** Gives a batch another name; its version tells earlier readers that it changed. */
export async function renameBatch(tx: Transaction, batch: Batch, name: string): Promise<void> {
  await Batch.query(tx.sql)
    .findById(batch.id)
    .patch({ name, version: batch.version + 1, updated_at: new Date() });
}
