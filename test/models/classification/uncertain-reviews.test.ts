import { newId } from '../../../foundation/ids';
import { transaction } from '../../../foundation/transaction';
import { addImages, type StoredFile } from '../../../models/classification/add-images';
import { receiveImage, settleImage } from '../../../models/classification/classify-image';
import { deleteImage } from '../../../models/classification/delete-image';
import { Image } from '../../../models/classification/image';
import {
  type ImageResult,
  pendingImages,
  recordResults,
} from '../../../models/classification/record-results';
import { imageContent } from '../../../models/classification/review-uncertain';
import type { BatchRun } from '../../../models/operations/batch-run';
import { BatchItem } from '../../../models/operations/batch-item';
import { createBatch } from '../../../models/operations/create-batch';
import { Review } from '../../../models/operations/review';
import { contentHash } from '../../../models/operations/review-hash';
import { createReview } from '../../factories/review';
import { createOwner } from '../../factories/owner';
import { openTestDatabase, type TestKnex } from '../../support/knex';
import { shippedVersion } from '../../support/shipped-version';

const model_version = shippedVersion;

let test: TestKnex;
let owner_id: string;
beforeAll(async () => {
  test = await openTestDatabase();
  const card = { version: model_version, classes: [], sha256: '' };
  await test.database('classification_models').insert({ version: model_version, card, sha256: '' });
});
beforeEach(async () => void (owner_id = await createOwner(test.database)));
afterAll(async () => await test.close());

const seen = (outcome: 'classified' | 'uncertain'): ImageResult => ({
  ...{ ok: true, outcome, label: 'rotten', confidence: 0.5, probabilities: { rotten: 0.5 } },
  ...{ media_type: 'image/jpeg', width: 8, height: 8, latency_ms: 4 },
});
const broken: ImageResult = { ok: false, error_code: 'work_failed', detail: 'broken' };

function stored(): StoredFile {
  const image_id = newId();
  const sha256 = image_id.replaceAll('-', '').repeat(2);
  return { filename: 'plum.jpg', object_key: `images/x/${image_id}`, size: 1, sha256, image_id };
}

async function newRun(count: number): Promise<BatchRun> {
  return await transaction(test.database, async (tx) => {
    const run = await createBatch(tx, {
      ...{ id: newId(), owner_id, kind: 'classification', name: 'test', options: {} },
      ...{ source: { type: 'files' }, total: count },
    });
    await addImages(tx, run, Array.from({ length: count }, stored));
    return run;
  });
}

async function record(run: BatchRun, resultOf: (index: number) => ImageResult): Promise<void> {
  const pending = await pendingImages(test.database, { run_id: run.id, from: 0, to: 1_000 });
  const results = pending.map(({ item_id }, index) => ({ ...resultOf(index), item_id }));
  await recordResults(test.database, { run_id: run.id, model_version }, results);
}

const imagesOf = (run: BatchRun) =>
  Image.query(test.database).where({ batch_id: run.batch_id }).orderBy('id');
const reviews = () => Review.query(test.database).where({ owner_id }).orderBy('subject_id');

describe('the uncertain images of a batch', () => {
  it('wait for a person as soon as their results are written, without events and workflows', async () => {
    const run = await newRun(40);
    const before = await test.database('events').where({ owner_id });
    await test.database('workflow_commands').delete();
    await record(run, (index) => seen(index % 4 === 0 ? 'uncertain' : 'classified'));
    const uncertain = (await imagesOf(run)).filter((image) => image.outcome === 'uncertain');
    const opened = await reviews();
    expect(opened).toHaveLength(10);
    expect(opened.map((review) => [review.subject_id, review.content_hash])).toEqual(
      uncertain.map((image) => [image.id, contentHash(imageContent(image))]),
    );
    expect(opened.every((review) => review.state === 'open' && !review.next_at)).toBe(true);
    expect(await test.database('events').where({ owner_id })).toHaveLength(before.length);
    expect(await test.database('workflow_commands').where({ owner_id })).toEqual([]);
  });

  it('wait once, however often their results arrive', async () => {
    const run = await newRun(3);
    const pending = await pendingImages(test.database, { run_id: run.id, from: 0, to: 3 });
    const results = pending.map(({ item_id }) => ({ ...seen('uncertain'), item_id }));
    const write = () => recordResults(test.database, { run_id: run.id, model_version }, results);
    await Promise.all([write(), write(), write()]);
    expect(await reviews()).toHaveLength(3);
  });

  it('do not wait when they were deleted meanwhile', async () => {
    const run = await newRun(2);
    const [image] = await imagesOf(run);
    await transaction(test.database, (tx) => deleteImage(tx, image as Image));
    await record(run, () => seen('uncertain'));
    expect((await reviews()).map((review) => review.subject_id)).not.toContain(image?.id);
  });

  it('have their review replaced or taken back when they are tried again', async () => {
    const run = await newRun(2);
    await record(run, () => broken);
    const images = await imagesOf(run);
    for (const image of images) await createReview(test.database, image);
    const [old] = await reviews();
    const again = { state: 'pending' as const, attempt: 2 };
    await BatchItem.query(test.database).where({ run_id: run.id }).patch(again);
    const first = images[0]?.id;
    const pending = await pendingImages(test.database, { run_id: run.id, from: 0, to: 2 });
    const results = pending.map(({ item_id, image_id }) => ({
      ...seen(image_id === first ? 'uncertain' : 'classified'),
      item_id,
    }));
    await recordResults(test.database, { run_id: run.id, model_version }, results);
    const [replaced, withdrawn] = await reviews();
    expect(replaced).toMatchObject({ state: 'open', id: old?.id, version: 2 });
    expect(replaced?.content_hash).not.toBe(old?.content_hash);
    expect(withdrawn).toMatchObject({ state: 'withdrawn', version: 2 });
  });
});

it.each(['uncertain', 'classified'] as const)('a single image that is %s', async (outcome) => {
  const file = stored();
  await transaction(test.database, (tx) => receiveImage(tx, owner_id, file));
  await transaction(test.database, (tx) =>
    settleImage(tx, file.image_id, { model_version, result: seen(outcome) }),
  );
  const image = await Image.query(test.database).findById(file.image_id).throwIfNotFound();
  const expected = { subject_id: image.id, content_hash: contentHash(imageContent(image)) };
  expect(await reviews()).toMatchObject(outcome === 'uncertain' ? [expected] : []);
});
