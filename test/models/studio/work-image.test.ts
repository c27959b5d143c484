import { newId } from '../../../foundation/ids';
import { transaction } from '../../../foundation/transaction';
import { cancelOwnWork, worksStill } from '../../../models/identity/cancel-own-work';
import { lacksWork, unfinishedWork } from '../../../models/operations/unfinished-work';
import { ImageAttempt } from '../../../models/studio/image-attempt';
import type { ProviderFacts } from '../../../models/studio/plan-attempt';
import { requestImages } from '../../../models/studio/request-images';
import { type AttemptOutcome, settleAttempt } from '../../../models/studio/settle-image';
import { StudioImage } from '../../../models/studio/studio-image';
import { beginAttempt, startCall } from '../../../models/studio/work-image';
import { studioImageWorkflowId } from '../../../workflows/studio/contract';
import { createOwner } from '../../factories/owner';
import { openTestDatabase, type TestKnex } from '../../support/knex';

let test: TestKnex;
beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(() => test.close());

const now = new Date('2026-06-10T08:00:00Z');
const limits = { image_generations: 100, image_spend: 1_000 };
const dear: ProviderFacts = { name: 'dear', model: 'm', cost_micros: 600, takes_seed: false };
const lost = { kind: 'unknown' } as const;

async function wished(): Promise<StudioImage> {
  const owner_id = await createOwner(test.database);
  const wish = { owner_id, prompt: 'plums', negative_prompt: null, style: null, seed: 1 };
  const size = { width: 64, height: 64, count: 1, provider: null, quality: 'draft' as const };
  const rules = { providers: [], refusedWords: [], limits };
  const [image] = await transaction(test.database, (tx) =>
    requestImages(tx, { ...wish, ...size }, rules, now),
  );
  if (!image) throw new Error('no picture was asked for');
  return image;
}

const begin = (
  { id: image_id }: StudioImage,
  claim = 'one',
  providers = [dear],
  refusedWords: string[] = [],
) =>
  transaction(test.database, (tx) =>
    beginAttempt(tx, { image_id, claim, now }, () => providers, { refusedWords, limits }),
  );
const settle = (attemptId: string, outcome: AttemptOutcome) =>
  transaction(test.database, (tx) => settleAttempt(tx, attemptId, outcome, now));
const made = (object_key: string, cost_micros = 600): AttemptOutcome => ({
  kind: 'made',
  picture: {
    ...{ object_key, sha256: 'b'.repeat(64), size_bytes: 7, media_type: 'image/png' },
    ...{ width: 64, height: 64 },
  },
  told: { model: 'm', seed: null, cost_micros },
});
const reread = ({ id }: StudioImage) => StudioImage.query(test.database).findById(id);

async function begun(image: StudioImage, ...given: [string?, ProviderFacts[]?]): Promise<string> {
  const { step } = await begin(image, ...given);
  if (step?.until !== null) throw new Error('no attempt was begun');
  return step.attempt_id;
}

const spent = ({ owner_id }: StudioImage): Promise<number> => used(owner_id, 'image_spend');

async function used(owner_id: string, feature: string): Promise<number> {
  const row = await test.database('usage_counters').where({ owner_id, feature }).first('used');
  return (row as { used: number } | undefined)?.used ?? 0;
}

describe('an attempt at a picture', () => {
  it('that is begun twice by the same step is one, and is paid for once', async () => {
    const image = await wished();
    const first = await begun(image);
    expect(await begun(image)).toBe(first);
    expect(await ImageAttempt.query(test.database).where({ image_id: image.id }).resultSize()).toBe(
      1,
    );
    expect(await spent(image)).toBe(600);
  });

  it('that somebody else left behind is named, and nothing new is begun', async () => {
    const image = await wished();
    const first = await begun(image);
    expect(await begin(image, 'another run')).toEqual({ step: null, abandoned: first });
  });

  it('that is begun by many at once is begun by one', async () => {
    const image = await wished();
    const all = await Promise.all(
      Array.from({ length: 8 }, (_, nth) => begin(image, `run ${nth}`)),
    );
    expect(all.filter(({ abandoned }) => abandoned === null)).toHaveLength(1);
  });

  it('is not begun for words that are refused meanwhile', async () => {
    const image = await wished();
    expect(await begin(image, 'one', [dear], ['plums'])).toEqual({ step: null, abandoned: null });
    expect(await reread(image)).toMatchObject({ status: 'failed', error_code: 'prompt_refused' });
  });

  it('whose picture arrives after it was given up counts, if nobody made another', async () => {
    const image = await wished();
    const attempt = await begun(image);
    await settle(attempt, lost);
    expect(await reread(image)).toMatchObject({ status: 'pending', cost_micros: 600 });
    expect(await settle(attempt, made('late', 200))).toBe(true);
    expect(await reread(image)).toMatchObject({ status: 'generated', cost_micros: 200 });
    expect(await spent(image)).toBe(200);
    expect(await settle(attempt, made('late', 200))).toBe(true);
    expect(await spent(image)).toBe(200);
  });

  it('whose picture arrives after all was given up for it is used, and counted again', async () => {
    const image = await wished();
    const { owner_id } = image;
    const attempt = await begun(image);
    await settle(attempt, lost);
    expect(await begin(image, 'two')).toEqual({ step: null, abandoned: null });
    const given = { status: 'failed', error_code: 'outcome_unknown', cost_micros: 600 };
    expect(await reread(image)).toMatchObject(given);
    expect(await used(owner_id, 'image_generations')).toBe(0);
    expect(await settle(attempt, made('late', 200))).toBe(true);
    const mended = { status: 'generated', error_code: null, object_key: 'late', cost_micros: 200 };
    expect(await reread(image)).toMatchObject(mended);
    expect(await used(owner_id, 'image_generations')).toBe(1);
  });

  it('whose picture arrives after another provider has failed is used all the same', async () => {
    const image = await wished();
    const own: ProviderFacts = { ...dear, name: 'own', cost_micros: 0 };
    const attempt = await begun(image);
    await settle(attempt, lost);
    const away = { kind: 'failed', code: 'provider_refused', cost_micros: 0 } as const;
    const second = await begun(image, 'two', [dear, own]);
    await settle(second, { ...away, again: false, retry_after: null });
    await begin(image, 'three', [dear, own]);
    expect(await reread(image)).toMatchObject({ status: 'failed', error_code: 'provider_refused' });
    expect(await settle(attempt, made('late', 200))).toBe(true);
    expect(await reread(image)).toMatchObject({ status: 'generated', object_key: 'late' });
  });

  it.each([
    ['was given up', true],
    ['is being made', false],
  ])('whose picture arrives when the one that %s is deleted is not used', async (_name, over) => {
    const image = await wished();
    const attempt = await begun(image);
    await settle(attempt, lost);
    if (over) await begin(image, 'two');
    await StudioImage.query(test.database).findById(image.id).patch({ deleted_at: now });
    expect(await settle(attempt, made('late', 200))).toBe(false);
    expect(await reread(image)).toMatchObject({ object_key: null, cost_micros: 200 });
    expect(await begin(image, 'three')).toEqual({ step: null, abandoned: null });
    expect(await used(image.owner_id, 'image_generations')).toBe(0);
  });

  it('is called once, however often somebody is told to, and stays that of its step', async () => {
    const image = await wished();
    const attempt = await begun(image);
    const start = () => transaction(test.database, (tx) => startCall(tx, attempt, now));
    const all = await Promise.all([start(), start(), start()]);
    expect(all.filter((one) => one !== undefined)).toHaveLength(1);
    expect(await begun(image)).toBe(attempt);
  });

  it('counts from when its call begins, in the month of that', async () => {
    const image = await wished();
    const attempt = await begun(image);
    const later = new Date('2026-07-01T00:00:01Z');
    const start = () => transaction(test.database, (tx) => startCall(tx, attempt, later));
    expect(await start()).toMatchObject({ attempt: { started_at: later } });
    const feature = 'image_spend';
    const rows = await test
      .database('usage_counters')
      .where({ owner_id: image.owner_id, feature })
      .orderBy('period_since')
      .pluck<number[]>('used');
    expect(rows).toEqual([0, 600]);
    await settle(attempt, lost);
    expect(await start()).toBeUndefined();
  });

  it('whose picture arrives when there is another one is paid for, and not used', async () => {
    const image = await wished();
    const own: ProviderFacts = { ...dear, name: 'own', cost_micros: 0 };
    const first = await begun(image);
    await settle(first, lost);
    const second = await begun(image, 'two', [dear, own]);
    expect(await settle(second, made('second', 0))).toBe(true);
    expect(await settle(first, made('first'))).toBe(false);
    expect(await reread(image)).toMatchObject({ object_key: 'second', cost_micros: 600 });
  });
});

describe('a picture that is asked for', () => {
  it('is work that is not finished until it is made', async () => {
    const image = await wished();
    const workflow_id = studioImageWorkflowId(image.id);
    await test.database('workflow_commands').where({ workflow_id }).delete();
    const listed = async (): Promise<boolean> =>
      (await unfinishedWork(test.database)).some((work) => work.workflow_id === workflow_id);
    expect(await listed()).toBe(true);
    expect(await lacksWork(test.database, workflow_id)).toBe(false);
    await settle(await begun(image), made('one'));
    expect(await listed()).toBe(false);
    expect(await lacksWork(test.database, workflow_id)).toBe(true);
    expect(await lacksWork(test.database, studioImageWorkflowId(newId()))).toBe(true);
  });

  it('is work still when it is deleted, until its workflow has seen that', async () => {
    const image = await wished();
    const workflow_id = studioImageWorkflowId(image.id);
    await StudioImage.query(test.database).findById(image.id).patch({ deleted_at: now });
    expect(await lacksWork(test.database, workflow_id)).toBe(false);
    await begin(image);
    expect(await lacksWork(test.database, workflow_id)).toBe(true);
  });

  it('is not begun for an account that is being erased, which waits for the call under way', async () => {
    const image = await wished();
    const { owner_id } = image;
    const attempt = await begun(image);
    await transaction(test.database, (tx) => cancelOwnWork(tx, owner_id));
    expect(await worksStill(test.database, owner_id)).toBe(true);
    await settle(attempt, lost);
    expect(await worksStill(test.database, owner_id)).toBe(false);
    expect(await begin(image, 'two')).toEqual({ step: null, abandoned: null });
  });
});
