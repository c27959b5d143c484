import type { Transaction } from '../../foundation/transaction';
import { controlBatch } from '../../models/operations/control-batch';
import { retryBatch as startRetry } from '../../models/operations/retry-batch';
import type { ClassificationBatch } from '../../openapi/generated/types';
import { recordForeignChange } from '../foreign-change';
import { type Context, operation, type Reply } from '../operation';
import { batchReply, ownedBatch } from './show-batch';

type ActionContext = Context<'pauseBatch' | 'resumeBatch' | 'cancelBatch' | 'retryBatch'>;

export const pauseBatch = operation('pauseBatch', (context) =>
  act(context, 'batch.pause', (tx, id) => controlBatch(tx, id, 'paused')),
);

export const resumeBatch = operation('resumeBatch', (context) =>
  act(context, 'batch.resume', (tx, id) => controlBatch(tx, id, 'running')),
);

export const cancelBatch = operation('cancelBatch', (context) =>
  act(context, 'batch.cancel', (tx, id) => controlBatch(tx, id, 'cancelled')),
);

export const retryBatch = operation('retryBatch', (context) =>
  act(context, 'batch.retry', startRetry),
);

/** Writes down what is wanted of a batch that the user may act on, and shows it. */
async function act(
  context: ActionContext,
  action: string,
  write: (tx: Transaction, batchId: string) => Promise<unknown>,
): Promise<Reply<202, ClassificationBatch>> {
  return await context.transaction(async (tx) => {
    const batch = await ownedBatch(tx.sql, context.user, context.params.id);
    await write(tx, batch.id);
    await recordForeignChange(tx, context, batch, { action });
    return await batchReply(202, context, { database: tx.sql, id: batch.id });
  });
}
