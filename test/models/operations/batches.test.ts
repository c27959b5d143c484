import { newId } from '../../../foundation/ids';
import { transaction } from '../../../foundation/transaction';
import { addImages, type ReceivedFile } from '../../../models/classification/add-images';
import {
  chunkResult,
  type ImageResult,
  pendingImages,
  recordResults,
} from '../../../models/classification/record-results';
import { Batch } from '../../../models/operations/batch';
import { BatchItem } from '../../../models/operations/batch-item';
import { BatchRun } from '../../../models/operations/batch-run';
import { controlBatch } from '../../../models/operations/control-batch';
import { createBatch } from '../../../models/operations/create-batch';
import { retryBatch } from '../../../models/operations/retry-batch';
import { unfinishedWork } from '../../../models/operations/unfinished-work';
import { claimBatchRun, finishBatchRun } from '../../../models/operations/work-batch';
import { createOwner } from '../../factories/owner';
import { openTestDatabase, type TestKnex } from '../../support/knex';

const model_version = 'test-1';

let test: TestKnex;
beforeAll(async () => {
  test = await openTestDatabase();
  const card = { version: model_version, classes: [], sha256: '' };
  await test.database('classification_models').insert({ version: model_version, card, sha256: '' });
});
afterAll(async () => await test.close());

const stored = (sha256: string): ReceivedFile => {
  const image_id = newId();
  return { filename: 'plum.jpg', object_key: `images/x/${image_id}`, size: 1, sha256, image_id };
};

async function newBatch(files: ReceivedFile[]): Promise<BatchRun> {
  const owner_id = await createOwner(test.database);
  return await transaction(test.database, async (tx) => {
    const run = await createBatch(tx, {
      ...{ id: newId(), owner_id, kind: 'classification', name: 'test', options: {} },
      ...{ source: { type: 'files' }, total: files.length },
    });
    await addImages(tx, run, files);
    return run;
  });
}

const claim = (run: BatchRun, execution_id = 'first') =>
  transaction(test.database, (tx) => claimBatchRun(tx, { run_id: run.id, execution_id }));
const finish = (run: BatchRun) =>
  transaction(test.database, (tx) => finishBatchRun(tx, { run_id: run.id, error_code: null }));
const read = (run: BatchRun) => Batch.query(test.database).findById(run.batch_id).throwIfNotFound();

const seen: ImageResult = {
  ...{ ok: true, outcome: 'classified', label: 'rotten', confidence: 0.9 },
  ...{ probabilities: { rotten: 0.9 }, media_type: 'image/jpeg', width: 8, height: 8 },
  latency_ms: 4,
};
const unreadable: ImageResult = { ok: false, error_code: 'image_truncated', detail: 'too short' };

async function settle(run: BatchRun, result: (index: number) => ImageResult): Promise<void> {
  const chunk = { run_id: run.id, from: 0, to: 1_000 };
  const pending = await pendingImages(test.database, chunk);
  const results = pending.map(({ item_id }, index) => ({ ...result(index), item_id }));
  await recordResults(test.database, { run_id: run.id, model_version }, results);
}

describe('a batch', () => {
  it('keeps one result per item, however often results arrive', async () => {
    const run = await newBatch(['a', 'b', 'c'].map(stored));
    await claim(run);
    const chunk = { run_id: run.id, from: 0, to: 3 };
    const pending = await pendingImages(test.database, chunk);
    const results = pending.map(({ item_id }) => ({ ...seen, item_id }));
    const again = results.map(({ item_id }) => ({ ...unreadable, item_id }));
    await Promise.all(
      [results, again, results].map((some) =>
        recordResults(test.database, { run_id: run.id, model_version }, some),
      ),
    );
    const { succeeded, failed } = await read(run);
    expect(succeeded + failed).toBe(3);
    expect(await chunkResult(test.database, chunk)).toMatchObject({ succeeded, failed });
  });

  it('fails the second of two equal files with its reason, and not the first', async () => {
    const run = await newBatch([stored('a'), stored('a'), stored('b')]);
    const items = await BatchItem.query(test.database)
      .where({ run_id: run.id })
      .orderBy('position');
    expect(items.map((item) => item.error_code)).toEqual([null, 'duplicate_in_batch', null]);
    expect(await read(run)).toMatchObject({ total: 3, failed: 1 });
  });

  it('has nothing added by a collection that is repeated', async () => {
    const files = [stored('a'), { filename: 'empty.jpg', error_code: 'empty_file' as const }];
    const run = await newBatch(files);
    await transaction(test.database, (tx) => addImages(tx, run, [...files, stored('c')]));
    const items = await BatchItem.query(test.database).where({ run_id: run.id });
    expect(items).toHaveLength(3);
    expect(await read(run)).toMatchObject({ failed: 1 });
  });

  it('is retried where it failed and nowhere else', async () => {
    const run = await newBatch(['a', 'b', 'c', 'd'].map(stored));
    await claim(run);
    await settle(run, (index) => (index === 2 ? unreadable : seen));
    await finish(run);
    expect(await read(run)).toMatchObject({ state: 'finished', succeeded: 3, failed: 1 });
    await transaction(test.database, (tx) => retryBatch(tx, run.batch_id));
    const again = await BatchRun.query(test.database)
      .findOne({ batch_id: run.batch_id, attempt: 2 })
      .throwIfNotFound();
    expect(again.item_count).toBe(1);
    await claim(again);
    await settle(again, () => seen);
    await finish(again);
    expect(await read(run)).toMatchObject({ state: 'finished', succeeded: 4, failed: 0 });
    const items = await BatchItem.query(test.database).where({ batch_id: run.batch_id });
    expect(items.map((item) => item.attempt).sort()).toEqual([1, 1, 1, 2]);
    const third = transaction(test.database, (tx) => retryBatch(tx, run.batch_id));
    await expect(third).rejects.toMatchObject({ code: 'nothing_to_retry' });
  });

  it('takes no result of an attempt that is over', async () => {
    const run = await newBatch([stored('a')]);
    await claim(run);
    const [item] = await pendingImages(test.database, { run_id: run.id, from: 0, to: 1 });
    await finish(run);
    const late = [{ ...seen, item_id: item?.item_id ?? '' }];
    await recordResults(test.database, { run_id: run.id, model_version }, late);
    expect(await read(run)).toMatchObject({ state: 'cancelled', cancelled: 1, succeeded: 0 });
  });

  it('may be taken over by a later execution, but not once it is done', async () => {
    const run = await newBatch([stored('a')]);
    await claim(run, 'first');
    expect(await claim(run, 'second')).toMatchObject({ item_count: 1, collect: false });
    await finish(run);
    expect(await claim(run, 'third')).toBeNull();
  });

  it('obeys no wish once it has ended', async () => {
    const run = await newBatch([stored('a')]);
    await claim(run);
    await settle(run, () => seen);
    await finish(run);
    const pause = transaction(test.database, (tx) => controlBatch(tx, run.batch_id, 'paused'));
    await expect(pause).rejects.toMatchObject({ code: 'batch_state_conflict', status: 409 });
  });

  it('is listed as unfinished until its run is done, unless its command still waits', async () => {
    const run = await newBatch([stored('a')]);
    const ids = async () => (await unfinishedWork(test.database)).map((work) => work.workflow_id);
    expect(await ids()).not.toContain(`batch:${run.id}`);
    await test.database('workflow_commands').where({ subject_id: run.batch_id }).delete();
    expect(await ids()).toContain(`batch:${run.id}`);
    await claim(run);
    await finish(run);
    expect(await ids()).not.toContain(`batch:${run.id}`);
  });
});
