import { fail } from '../../foundation/errors';
import type { Transaction } from '../../foundation/transaction';
import { thresholdsOf } from '../../models/classification/model-in-use';
import { lockModel, type ModelRow } from '../../models/classification/model.queries';
import { setThresholds } from '../../models/classification/set-thresholds';
import { requireIfMatch } from '../etag';
import type { Context } from '../operation';
import { recordModelChange } from './model-change';

/** Sets the thresholds that the request names, if nobody changed the version since the client saw it. */
export async function editModel(
  tx: Transaction,
  context: Context<'updateModel'>,
): Promise<ModelRow> {
  const { params, headers, body } = context;
  const version = params.id;
  const found = await lockModel(tx, version);
  if (!found) throw fail('not_found');
  requireIfMatch(headers['If-Match'], found.revision);
  const { thresholds } = body;
  const changed = await setThresholds(tx, found, thresholds);
  const changes = { thresholds: [thresholdsOf(found), thresholds] };
  await recordModelChange(tx, context, { action: 'model.set_thresholds', version, changes });
  return changed;
}
