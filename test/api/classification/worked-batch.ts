// Work on batches as a worker does it, without one.
import type { Services } from '../../../api/services';
import { transaction } from '../../../foundation/transaction';
import { type ImageResult, recordResults } from '../../../models/classification/record-results';
import { BatchItem } from '../../../models/operations/batch-item';
import { BatchRun } from '../../../models/operations/batch-run';
import { claimBatchRun, finishBatchRun } from '../../../models/operations/work-batch';
import { spotted } from './temporal-fakes';
import { shippedVersion } from '../../support/shipped-version';

/** A result by the place of its item in the batch. */
export type ResultOf = (position: number) => ImageResult | null;

export const truncated: ImageResult = {
  ok: false,
  error_code: 'image_truncated',
  detail: 'the file ends early',
};

/** Begins the newest run of a batch and settles the items that have a result. */
export async function work(
  { database }: Services,
  batchId: string,
  resultOf: ResultOf = () => spotted,
): Promise<string> {
  const run = await BatchRun.query(database)
    .where({ batch_id: batchId })
    .orderBy('attempt', 'desc')
    .first()
    .throwIfNotFound();
  const claim = { run_id: run.id, execution_id: 'test' };
  await transaction(database, (tx) => claimBatchRun(tx, claim));
  const items = await BatchItem.query(database).where({ run_id: run.id, state: 'pending' });
  const results = items.flatMap(({ id, position }) => {
    const result = resultOf(position);
    return result ? [{ ...result, item_id: id }] : [];
  });
  await recordResults(database, { run_id: run.id, model_version: shippedVersion }, results);
  return run.id;
}

/** Works a batch to its end. */
export async function finish(
  services: Services,
  batchId: string,
  resultOf?: ResultOf,
): Promise<void> {
  const run_id = await work(services, batchId, resultOf);
  await transaction(services.database, (tx) => finishBatchRun(tx, { run_id, error_code: null }));
}
