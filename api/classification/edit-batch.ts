import type { Transaction } from '../../foundation/transaction';
import { owned } from '../../models/identity/can';
import { lockBatch } from '../../models/operations/batch.queries';
import { renameBatch } from '../../models/operations/rename-batch';
import { requireIfMatch } from '../etag';
import { recordForeignChange } from '../foreign-change';
import type { Context } from '../operation';

/** Changes what the request names, if nobody changed the batch since the client saw it. */
export async function editBatch(tx: Transaction, context: Context<'updateBatch'>): Promise<void> {
  const { user, params, headers, body } = context;
  const found = await lockBatch(tx, params.id, 'classification');
  const batch = owned(user, 'classification.use', found);
  requireIfMatch(headers['If-Match'], batch.version);
  if (body.name === undefined) return;
  await renameBatch(tx, batch, body.name);
  const changes = { name: [batch.name, body.name] };
  await recordForeignChange(tx, context, batch, { action: 'batch.rename', changes });
}
