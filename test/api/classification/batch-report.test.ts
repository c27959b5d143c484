import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type ClassificationBatch,
  getBatchReport,
  listImages,
  reviewImage,
} from '../../../clients/typescript';
import type { ImageResult } from '../../../models/classification/record-results';
import type { TestApi } from '../../support/api';
import { filePart, newPerson, type Person, startClassificationApi } from './classification-api';
import { picture } from './pictures';
import { spotted } from './temporal-fakes';
import { finish, truncated, work } from './worked-batch';

const { version: shipped } = JSON.parse(
  readFileSync(join(__dirname, '../../../ml/models/active.json'), 'utf8'),
) as { version: string };

let api: TestApi;
let amina: Person;
beforeAll(async () => {
  api = await startClassificationApi();
});
beforeEach(async () => {
  amina = await newPerson(api);
});
afterAll(() => api.close());

const answer = (row: Partial<Extract<ImageResult, { ok: true }>>): ImageResult =>
  ({ ...spotted, ...row }) as ImageResult;
const uncertain = answer({ outcome: 'uncertain', label: 'bruised', confidence: 0.4 });
const notAPlum = answer({ outcome: 'not_a_plum', label: null, confidence: null });
const unusable = answer({ outcome: 'unusable', label: null, confidence: null });

async function newBatch(pictures: number, name = 'Orchard 7'): Promise<string> {
  const seeds = Array.from({ length: pictures }, (_, at) => at + 1);
  const parts = seeds.map((seed) => filePart('images', picture(seed), `tree-${seed}.png`));
  const response = await amina.send('/classification/batches', [['name', name], ...parts]);
  return ((await response.json()) as ClassificationBatch).id;
}

/** A finished lot: mostly sound plums, and a bit of everything else. */
async function mixedLot(name?: string): Promise<string> {
  const id = await newBatch(60, name);
  const special = [truncated, notAPlum, unusable, uncertain, uncertain];
  await finish(api.services, id, (position) => {
    const label = position % 10 === 5 ? 'spotted' : 'unaffected';
    return special[position] ?? answer({ label, confidence: 0.8 + position / 1_000 });
  });
  return id;
}

const read = async (id: string, query: object = {}, person = amina) =>
  getBatchReport({ client: person.client, path: { id }, query });
const fetchReport = async (id: string, query: string): Promise<Response> =>
  api.fetch(`/api/classification/batches/${id}/report?${query}`, {
    headers: { authorization: `Bearer ${amina.access}` },
  });

describe('the report on a lot', () => {
  test('counts states, outcomes and classes, and says why pictures failed', async () => {
    const { data } = await read(await mixedLot(), { language: 'en' });
    expect(data).toMatchObject({
      name: 'Orchard 7',
      language: 'en',
      counts: { total: 60, succeeded: 59, failed: 1, pending: 0, cancelled: 0 },
      outcome_counts: { classified: 55, uncertain: 2, not_a_plum: 1, unusable: 1 },
      failures: [{ code: 'image_truncated', title: 'The picture ends too early', count: 1 }],
      pictures: 57,
      uncertain: 2,
      confirmed: 0,
    });
    expect(data).toMatchObject({
      classes: [
        { label: 'unaffected', name: 'Unaffected', defect: false, sure: 49, uncertain: 0 },
        { label: 'unripe', sure: 0 },
        { label: 'spotted', name: 'Spotted', defect: true, sure: 6, uncertain: 0 },
        { label: 'cracked', sure: 0 },
        { label: 'bruised', sure: 0, uncertain: 2 },
        { label: 'rotten', sure: 0 },
      ],
    });
  });

  test('corrects the shares and tells how sure they are, the same each time', async () => {
    const id = await mixedLot();
    const { data } = await read(id);
    const again = await read(id);
    const shares = data?.classes.map(({ share }) => share);
    expect(again.data?.classes.map(({ share }) => share)).toEqual(shares);
    expect(shares?.[0]?.observed).toBeCloseTo(49 / 57, 4);
    const sum = shares?.reduce((all, share) => all + (share?.corrected ?? 0), 0);
    expect(sum).toBeCloseTo(1, 2);
    const [lower = 1, upper = 0] = data?.defects?.interval_95 ?? [];
    expect(lower).toBeLessThan(data?.defects?.corrected ?? 0);
    expect(upper).toBeGreaterThan(data?.defects?.corrected ?? 1);
    expect(data?.grade).toMatchObject({ reason: null, rule: { minimum_pictures: 50 } });
    expect(data?.grade.grade).toBe(upper <= 0.1 ? 'A' : upper <= 0.25 ? 'B' : 'C');
  });

  test('shows the surest pictures of each class, with links that work', async () => {
    const { data } = await read(await mixedLot());
    const sound = data?.classes[0]?.examples ?? [];
    expect(sound).toHaveLength(4);
    const sureness = sound.map(({ confidence }) => confidence ?? 0);
    expect(sureness).toEqual([...sureness].sort((a, b) => b - a));
    expect(sureness[0]).toBeCloseTo(0.859, 3);
    expect(data?.classes[4]?.examples).toEqual([]);
    const link = new URL(sound[0]?.thumbnail_url ?? '');
    const thumbnail = await api.fetch(link.pathname + link.search);
    expect(thumbnail.headers.get('content-type')).toBe('image/jpeg');
    expect(data?.models).toMatchObject([{ model_version: shipped, pictures: 59 }]);
    expect(data?.models[0]?.card_url).toMatch(new RegExp(`/api/classification/models/${shipped}$`));
  });

  test('takes a person at their word, and shows no example that they named otherwise', async () => {
    const id = await mixedLot();
    const { data: before } = await read(id);
    const unsure = { batch_id: id, outcome: 'uncertain' } as const;
    const { data: found } = await listImages({ client: amina.client, query: unsure });
    const [surest] = before?.classes[0]?.examples ?? [];
    const wrong = [surest?.image_id ?? '', found?.results[0]?.id ?? ''];
    const reviewer = await newPerson(api, 'admin');
    for (const image of wrong) {
      const call = { client: reviewer.client, path: { id: image } };
      await reviewImage({ ...call, body: { label: 'rotten' }, throwOnError: true });
    }
    const { data } = await read(id);
    expect(data).toMatchObject({ pictures: 57, uncertain: 1, confirmed: 2 });
    expect(data?.classes[5]).toMatchObject({ label: 'rotten', sure: 0, confirmed: 2 });
    expect(data?.classes[0]).toMatchObject({ sure: 48 });
    expect(data?.classes[0]?.examples.map(({ image_id }) => image_id)).not.toContain(wrong[0]);
    expect(data?.classes[5]?.share?.corrected).toBeGreaterThanOrEqual(2 / 57 - 1e-4);
  });

  test('leaves a small lot ungraded and says so', async () => {
    const id = await newBatch(3);
    await finish(api.services, id);
    const { data } = await read(id, { language: 'fr' });
    expect(data?.grade).toMatchObject({ grade: 'ungraded', reason: 'too_few_pictures' });
    expect(data?.grade.reason_text).toContain('au moins 50');
    expect(data?.classes[2]).toMatchObject({ name: 'Tachée', sure: 3 });
  });

  test('has no mix where nothing has a class, or nobody knows how the model errs', async () => {
    const nothing = await newBatch(2);
    await finish(api.services, nothing, () => notAPlum);
    const empty = (await read(nothing)).data;
    expect(empty).toMatchObject({ pictures: 0, defects: null, grade: { grade: 'ungraded' } });
    const id = await mixedLot();
    const { database } = api.services;
    const all = () => database('classification_models').where({ version: shipped });
    const { card } = (await all().first('card')) as { card: object };
    await all().update({ card: { ...card, validation: {} } });
    const { data } = await read(id);
    await all().update({ card });
    expect(data).toMatchObject({ defects: null, grade: { reason: 'model_unmeasured' } });
    expect(data?.classes.every(({ share }) => share === null)).toBe(true);
  });
});

describe('the CSV of a lot', () => {
  test('has a row per class, as spreadsheets of the language read it', async () => {
    const id = await mixedLot();
    const english = await fetchReport(id, 'format=csv&language=en');
    expect(english.headers.get('content-type')).toMatch(/^text\/csv; charset=utf-8/);
    expect(english.headers.get('content-disposition')).toMatch(
      /^attachment; filename="lot-orchard-7-[0-9a-f]{12}\.csv"$/,
    );
    const bytes = Buffer.from(await english.arrayBuffer());
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    const lines = bytes.toString().trim().split('\r\n');
    expect(lines).toHaveLength(7);
    expect(lines[1]).toMatch(
      /^Orchard 7,\d{4}-\d\d-\d\d,plum-[a-z0-9-]+,[ABC],Unaffected,no,49,0,0,86\.0,\d+\.\d,/,
    );
    const french = await (await fetchReport(id, 'format=csv&language=fr')).text();
    expect(french.split('\r\n')[3]).toMatch(/;Tachée;oui;6;0;0;"10,5";("\d+,\d";?){3}$/);
  });

  test('is safe to open, whatever the lot is called', async () => {
    const id = await mixedLot('=HYPERLINK("http://evil.example";"1")');
    const response = await fetchReport(id, 'format=csv&language=en');
    expect(response.headers.get('content-disposition')).toMatch(/"lot-hyperlink-http-evil-/);
    expect((await response.text()).split('\r\n')[1]).toMatch(/^"'=HYPERLINK\(""http/);
  });
});

describe('the PDF of a lot', () => {
  test('is one, with the name of the lot in its file name', async () => {
    const id = await mixedLot('Verger n° 7 – été');
    const response = await fetchReport(id, 'format=pdf&language=fr');
    expect(response.headers.get('content-type')).toBe('application/pdf');
    expect(response.headers.get('content-language')).toBe('fr');
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="lot-verger-n-7-ete-[0-9a-f]{12}\.pdf"$/,
    );
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.subarray(0, 5).toString('latin1')).toBe('%PDF-');
    expect(bytes.toString('latin1').trimEnd()).toMatch(/%%EOF$/);
  });

  test('is written without the pictures that are gone', async () => {
    const id = await mixedLot();
    const keys = (await api.services
      .database('classification_images')
      .where({ batch_id: id })
      .pluck('object_key')) as string[];
    await api.services.objectStore.delete(keys);
    expect((await fetchReport(id, 'format=pdf')).status).toBe(200);
  });
});

describe('a report', () => {
  test('is there in the language of the user unless another is asked for', async () => {
    const id = await mixedLot();
    await api.services.database('users').where({ id: amina.id }).update({ language: 'en' });
    api.clock.advance(60_000);
    expect((await read(id)).data?.language).toBe('en');
    expect((await read(id, { language: 'fr' })).data?.language).toBe('fr');
  });

  test('waits for the end of the batch', async () => {
    const id = await newBatch(3);
    await work(api.services, id, (position) => (position === 0 ? spotted : null));
    for (const format of ['json', 'csv', 'pdf']) {
      const { error } = await read(id, { format });
      expect(error).toMatchObject({ status: 409, code: 'batch_state_conflict' });
    }
  });

  test('is not there for others, and only in what the contract names', async () => {
    const id = await mixedLot();
    const other = await read(id, {}, await newPerson(api));
    expect(other.error).toMatchObject({ status: 404, code: 'not_found' });
    expect((await read(id, {}, await newPerson(api, 'admin'))).data?.batch_id).toBe(id);
    for (const query of [{ format: 'xlsx' }, { language: 'de' }]) {
      expect((await read(id, query)).error).toMatchObject({ code: 'validation_failed' });
    }
  });
});
