// Whatever people send, the answer is one of the contract.
import { newId } from '../../../foundation/ids';
import type { StudioImage } from '../../../models/studio/studio-image';
import { createStoredImage } from '../../factories/studio-image';
import type { TestApi } from '../../support/api';
import { newPerson, type Person } from '../classification/classification-api';
import { startStudioApi } from './studio-api';

let api: TestApi;
let amina: Person;
let image: StudioImage;
beforeAll(async () => {
  api = await startStudioApi();
  amina = await newPerson(api);
  const { database, objectStore } = api.services;
  image = await createStoredImage(database, objectStore, amina.id);
});
afterAll(() => api.close());

interface Answer {
  status: number;
  code: string | undefined;
  body: Record<string, unknown>;
}

async function send(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const content = { 'content-type': 'application/json', authorization: `Bearer ${amina.access}` };
  const response = await api.fetch(`/api${path}`, {
    ...{ method, ...sent, headers: { ...content, ...headers } },
  });
  const text = await response.text();
  const read = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
  return { status: response.status, code: read['code'] as string | undefined, body: read };
}

const invalid = [400, 'validation_failed'];
const verdict = ({ status, code }: Answer) => [status, code];
const generate = (wish: Record<string, unknown>) =>
  send('POST', '/images/generate', { prompt: 'plums', ...wish });
const edit = (step: unknown) => send('POST', `/images/${image.id}/edit`, { edits: [step] });
const change = (body: unknown, ifMatch = '*') =>
  send('PATCH', `/images/${image.id}`, body, { 'if-match': ifMatch });

describe('a wish for pictures', () => {
  it.each<[string, Record<string, unknown>]>([
    ['of no size', { width: 0, height: 0 }],
    ['of a size beyond all', { width: 100_000, height: 100_000 }],
    ['of half a pixel', { width: 640.5 }],
    ['of less than nothing', { height: -64 }],
    ['of no words', { prompt: '' }],
    ['of a book', { prompt: 'p'.repeat(100_000) }],
    ['of a NUL', { prompt: 'plums\u0000' }],
    ['of a NUL to be avoided', { negative_prompt: '\u0000' }],
    ['of none', { count: 0 }],
    ['of five', { count: 5 }],
    ['of a provider that is no name', { provider: 'Open AI' }],
    ['of a seed below all', { seed: -1 }],
    ['of a seed beyond all', { seed: 4_294_967_296 }],
    ['of a seed in parts', { seed: 0.5 }],
    ['of a style that is a list', { style: ['oil'] }],
  ])('%s breaks the contract', async (_what, wish) => {
    expect(verdict(await generate(wish))).toEqual(invalid);
  });

  it.each<[string, Record<string, unknown>]>([
    ['emoji', { prompt: '🍑🍇 \u{1F468}\u200D\u{1F33E}', style: '🎨' }],
    ['words from right to left', { prompt: 'سلة من البرقوق' }],
    ['half a sign', { prompt: 'plums \ud83c' }],
    ['odd sizes', { width: 65, height: 2_047 }],
    ['the last seeds', { seed: 4_294_967_292, count: 4 }],
  ])('with %s is taken', async (_what, wish) => {
    const { status, body } = await generate(wish);
    expect(status).toBe(202);
    const seeds = (body['images'] as { seed: number }[]).map(({ seed }) => seed);
    expect(Math.max(...seeds)).toBeLessThan(2 ** 32);
  });

  it('from an unknown provider says which there are', async () => {
    expect(verdict(await generate({ provider: 'nobody' }))).toEqual([
      422,
      'unknown_image_provider',
    ]);
  });
});

describe('an edit', () => {
  it.each([
    '<script>alert(1)</script>',
    '<span size="999999">x</span>',
    '&lt;b&gt; &unknown; &#0;',
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
    '🍑 سلة\nשלום',
  ])('writes %j as it is', async (text) => {
    const { status, body } = await edit({ text: { text, size: 8 } });
    expect(status).toBe(201);
    expect(body['edits']).toEqual([{ text: { text, size: 8 } }]);
  });

  it.each<[string, unknown]>([
    ['a NUL', { text: { text: 'a\u0000b' } }],
    ['half a sign', { text: { text: 'a \ud83c', size: 8 } }],
    ['a crop of nothing', { crop: { left: 0, top: 0, width: 0, height: 0 } }],
    ['a crop before the picture', { crop: { left: -1, top: 0, width: 64, height: 64 } }],
    ['a size beyond all', { resize: { width: 100_000, height: 100_000 } }],
    ['an opacity beyond all', { watermark: { text: 'x', opacity: 1.5 } }],
    ['a picture that is no id', { overlay: { image_id: '../../etc/passwd' } }],
  ])('with %s breaks the contract', async (_what, step) => {
    expect(verdict(await edit(step))).toEqual(invalid);
  });

  it.each<[string, unknown, string]>([
    ['a crop beyond it', { crop: { left: 4_000, top: 0, width: 64, height: 64 } }, 'outside'],
    ['a side that becomes too short', { resize: { width: 64 } }, 'size'],
    ['signs that show nothing', { text: { text: '\u200b' } }, 'text'],
    ['a picture of nobody', { overlay: { image_id: newId() } }, 'picture'],
  ])('with %s cannot be done, and says why', async (_what, step, code) => {
    const { status, body } = await edit(step);
    expect(status).toBe(422);
    expect(body).toMatchObject({
      ...{ code: 'image_edit_impossible', errors: [{ pointer: '/edits/0', code }] },
    });
  });
});

describe('what is said of a picture', () => {
  it.each<[string, unknown]>([
    ['a NUL in its title', { title: '\u0000' }],
    ['a NUL in its description', { alt_text: 'a\u0000' }],
    ['a NUL in a tag', { tags: ['a\u0000'] }],
    ['500 tags', { tags: Array.from({ length: 500 }, (_, nth) => `tag ${nth}`) }],
    ['a tag that is none', { tags: [''] }],
  ])('is not %s', async (_what, body) => {
    expect(verdict(await change(body))).toEqual(invalid);
  });

  it('may be in any writing, and is found by it', async () => {
    const tags = ['<b>', "o'neill", '100%', '🍑', 'برقوق', '\\', '_'];
    expect((await change({ title: '<h1>🍑', tags })).body).toMatchObject({ tags });
    for (const tag of tags) {
      const found = await send('GET', `/images?tag=${encodeURIComponent(tag)}`);
      expect(found.body['count']).toBe(1);
      const listed = await send('GET', `/images/tags?search=${encodeURIComponent(tag)}`);
      expect(listed.body['results']).toMatchObject([{ name: tag, images: 1 }]);
    }
  });

  it.each([
    ['"999"', [412, 'precondition_failed']],
    ['W/"1"', [412, 'precondition_failed']],
    ['1', invalid],
    ['"1', invalid],
    ['', invalid],
  ])('is not changed by who has seen %s', async (ifMatch, expected) => {
    expect(verdict(await change({ title: 'x' }, ifMatch))).toEqual(expected);
  });

  it('is no note with a NUL, in a decision or on the page of a link', async () => {
    const note = { action: 'validate', validation_notes: 'fine\u0000' };
    expect(verdict(await send('PATCH', `/images/${image.id}/validate`, note))).toEqual(invalid);
    const { body } = await send('GET', '/reviews?kind=studio_image&state=open');
    const [review] = body['results'] as { id: string }[];
    const link = await send('POST', `/reviews/${review?.id}/links`, {});
    const page = String(link.body['url']).replace(api.services.config.api.publicUrl, '');
    const form = new URLSearchParams({ decision: 'approve', note: 'fine\u0000' });
    expect((await api.fetch(page, { method: 'POST', body: form })).status).toBe(400);
  });
});

describe('questions about pictures', () => {
  it.each([
    '/images/not-an-id',
    '/images?tag=%00',
    '/images?status=lost',
    '/images?search=%00',
    '/images?created_after=yesterday',
    '/images/history?image_id=1',
    '/images/history?provider=Open%20AI',
    '/images/statistics?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z',
    '/images/statistics?period=century',
    '/images/tags?search=%00',
    '/images/tags?limit=0',
  ])('%s breaks the contract', async (path) => {
    expect((await send('GET', path)).status).toBe(400);
  });

  it.each(['/images/history?provider=nobody', '/images/statistics?from=0001-01-01T00:00:00Z'])(
    '%s has an answer',
    async (path) => {
      expect((await send('GET', path)).status).toBe(200);
    },
  );
});
