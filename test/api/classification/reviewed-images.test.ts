import {
  exportReviewedImages,
  getModelAccuracy,
  type ReviewedImage,
} from '../../../clients/typescript';
import type { Image } from '../../../models/classification/image';
import { createImage } from '../../factories/image';
import type { TestApi } from '../../support/api';
import { startReviewApi } from '../operations/review-api';
import { newPerson, type Person } from './classification-api';
import { shippedVersion } from '../../support/shipped-version';

const day = 24 * 3_600_000;

let api: TestApi;
let amina: Person;
let admin: Person;
beforeAll(async () => {
  api = await startReviewApi();
  admin = await newPerson(api, 'admin');
});
beforeEach(async () => {
  await api.services.database('classification_images').delete();
  amina = await newPerson(api);
});
afterAll(() => api.close());

const ago = (days: number) => new Date(api.clock.now().getTime() - days * day);

async function reviewed(
  label: string,
  said: string | null,
  row: Partial<Image> = {},
): Promise<Image> {
  const reviewed_at = said === null && row.reviewed_at === undefined ? null : ago(1);
  return await createImage(api.services.database, amina.id, {
    ...{ label, reviewed_label: said, reviewed_at, reviewed_by: amina.id, outcome: 'classified' },
    ...{ confidence: 0.8, classified_at: ago(1), ...row },
  });
}

const accuracy = async (query: object = {}, person = amina) =>
  await getModelAccuracy({ client: person.client, path: { id: shippedVersion }, query });

describe('the accuracy of a model', () => {
  it('compares its answers with what persons said, with intervals', async () => {
    for (let n = 0; n < 8; n++) await reviewed('rotten', 'rotten');
    await reviewed('rotten', 'bruised');
    await reviewed('bruised', 'rotten', { outcome: 'uncertain' });
    await reviewed('rotten', null);
    const { data } = await accuracy();
    expect(data).toMatchObject({ count: 10, correct: 8, accuracy: { value: 0.8 } });
    // Wilson's interval for 8 of 10, as the literature prints it.
    expect(data?.accuracy?.interval_95?.[0]).toBeCloseTo(0.4902, 4);
    expect(data?.accuracy?.interval_95?.[1]).toBeCloseTo(0.9433, 4);
    expect(data?.outcomes).toMatchObject([
      { outcome: 'classified', count: 9, correct: 8 },
      { outcome: 'uncertain', count: 1, correct: 0, accuracy: { value: 0 } },
    ]);
    expect(data?.classes.map(({ label }) => label).slice(4)).toEqual(['bruised', 'rotten']);
    expect(data?.classes[5]).toMatchObject({ reviewed: 9, answered: 9, correct: 8 });
    expect(data?.classes[5]?.recall?.value).toBeCloseTo(8 / 9);
    expect(data?.classes[0]).toMatchObject({ reviewed: 0, recall: null, precision: null });
    expect(data?.confusion[4]).toEqual([0, 0, 0, 0, 0, 1]);
    expect(data?.confusion[5]).toEqual([0, 0, 0, 0, 1, 8]);
  });

  it('counts what was reviewed in the period, of pictures that are there', async () => {
    await reviewed('rotten', 'rotten', { reviewed_at: ago(91) });
    await reviewed('rotten', 'bruised', { reviewed_at: ago(89) });
    await reviewed('rotten', 'rotten', { deleted_at: ago(0) });
    expect((await accuracy()).data).toMatchObject({ count: 1, correct: 0 });
    const from = ago(100).toISOString();
    expect((await accuracy({ from })).data).toMatchObject({ count: 2, correct: 1 });
    expect((await accuracy({ from, to: ago(90).toISOString() })).data?.count).toBe(1);
    const turned = await accuracy({ from: ago(1).toISOString(), to: ago(2).toISOString() });
    expect(turned.error).toMatchObject({ code: 'validation_failed' });
  });

  it('shows the drift of the last week against the month before', async () => {
    for (let n = 0; n < 6; n++) {
      await reviewed('unaffected', null, { classified_at: ago(20), confidence: 0.9 });
      await reviewed(n < 3 ? 'rotten' : 'unaffected', null, {
        classified_at: ago(2),
        confidence: 0.7,
      });
    }
    await reviewed('rotten', null, { classified_at: ago(38) });
    const { data } = await accuracy();
    expect(data?.drift).toMatchObject({
      recent: { total: 6, class_counts: { rotten: 3, unaffected: 3 } },
      baseline: { total: 6, class_counts: { rotten: 0, unaffected: 6 } },
    });
    expect(data?.drift.confidence_change).toBeCloseTo(-0.2);
    // Shares with half a picture added to each of six classes: 3.5 and 6.5, 3.5 and 0.5 of 9.
    const expected = (3 / 9) * Math.log(6.5 / 3.5) + (3 / 9) * Math.log(3.5 / 0.5);
    expect(data?.drift.stability_index).toBeCloseTo(expected, 10);
  });

  it('has nothing to say without pictures', async () => {
    const { data } = await accuracy();
    expect(data).toMatchObject({ count: 0, accuracy: null });
    expect(data?.drift).toMatchObject({ stability_index: null, confidence_change: null });
  });

  it('is of one’s own pictures; admins see everybody’s', async () => {
    await reviewed('rotten', 'rotten');
    const other = await newPerson(api);
    expect((await accuracy({}, other)).data?.count).toBe(0);
    expect((await accuracy({ owner_id: amina.id }, other)).error).toMatchObject({ status: 403 });
    expect((await accuracy({}, admin)).data?.count).toBe(1);
    expect((await accuracy({ owner_id: other.id }, admin)).data?.count).toBe(0);
    const unknown = await getModelAccuracy({ client: amina.client, path: { id: 'plum-none-9' } });
    expect(unknown.error).toMatchObject({ status: 404, code: 'not_found' });
  });
});

describe('the export of reviewed pictures', () => {
  const get = async (query: string, person = amina) =>
    await api.fetch(`/api/classification/reviewed-images${query}`, {
      headers: { authorization: `Bearer ${person.access}` },
    });

  it('holds every picture with a reviewed class, oldest review first, however many', async () => {
    const images = Array.from({ length: 1_101 }, (_, index) => index);
    for (const index of images) {
      await reviewed('rotten', 'bruised', { filename: `${index}.png`, reviewed_at: ago(3) });
    }
    await reviewed('rotten', 'rotten', { filename: 'first.png', reviewed_at: ago(4) });
    await reviewed('rotten', null);
    const answer = await get('');
    expect(answer.headers.get('content-type')).toContain('application/json');
    expect(answer.headers.get('content-disposition')).toContain('reviewed-images.json');
    const { results } = (await answer.json()) as { results: ReviewedImage[] };
    expect(results.map(({ filename }) => filename)).toEqual([
      'first.png',
      ...images.map((index) => `${index}.png`),
    ]);
    expect(results[0]).toMatchObject({ label: 'rotten', reviewed_label: 'rotten' });
    expect(results[0]?.image_url).toMatch(/^http/);
  });

  it('is safe to open in a spreadsheet', async () => {
    const names = ['=1+1.png', '+x.png', '-x.png', '@x.png', '\tx.png', '\rx.png', 'a,"b"\n.png'];
    for (const [nth, filename] of names.entries()) {
      await reviewed('rotten', 'rotten', { filename, reviewed_at: ago(3 - nth / 10) });
    }
    const answer = await get('?format=csv');
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const text = await answer.text();
    expect(text.split('\r\n')[0]).toBe(
      'id,owner_id,filename,sha256,outcome,label,confidence,model_version,reviewed_label,' +
        'reviewed_by,reviewed_at,image_url',
    );
    for (const cell of ["'=1+1.png", "'+x.png", "'-x.png", "'@x.png", "'\tx.png"]) {
      expect(text).toContain(`,${cell},`);
    }
    expect(text).toContain(`,"'\rx.png",`);
    expect(text).toContain(',"a,""b""\n.png",');
  });

  it('is of one’s own pictures and of one version, if one is named', async () => {
    await reviewed('rotten', 'rotten');
    const other = await newPerson(api);
    expect(await (await get('', other)).json()).toEqual({ results: [] });
    expect((await get(`?owner_id=${amina.id}`, other)).status).toBe(403);
    const all = (await (await get('', admin)).json()) as { results: unknown[] };
    expect(all.results).toHaveLength(1);
    expect(await (await get('?model_version=plum-none-9')).json()).toEqual({ results: [] });
    expect((await get('?format=xlsx')).status).toBe(400);
  });

  it('is typed in the client', async () => {
    const image = await reviewed('rotten', 'rotten');
    const { data } = await exportReviewedImages({ client: amina.client });
    expect(data).toMatchObject({ results: [{ id: image.id, sha256: image.sha256 }] });
  });
});
