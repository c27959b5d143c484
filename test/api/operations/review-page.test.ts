import { createReviewLink, getReview } from '../../../clients/typescript';
import { Image } from '../../../models/classification/image';
import type { Review } from '../../../models/operations/review';
import type { TestApi } from '../../support/api';
import { newPerson, type Person } from '../classification/classification-api';
import { newReview, startReviewApi } from './review-api';

let api: TestApi;
let amina: Person;
let review: Review;
beforeAll(async () => {
  api = await startReviewApi();
  amina = await newPerson(api);
});
beforeEach(async () => {
  review = await newReview(api, amina.id);
});
afterAll(() => api.close());

async function linkOf(person: Person): Promise<string> {
  const asked = { client: person.client, path: { id: review.id }, body: {} };
  const { data } = await createReviewLink({ ...asked, throwOnError: true });
  return data.url.replace(api.services.config.api.publicUrl, '');
}

const look = (path: string, headers: Record<string, string> = {}) => api.fetch(path, { headers });
const say = (path: string, form: Record<string, string>) =>
  api.fetch(path, { method: 'POST', body: new URLSearchParams(form) });
const stateNow = async () => {
  const { data } = await getReview({ client: amina.client, path: { id: review.id } });
  return data?.state;
};

describe('the page of a review link', () => {
  it('shows what is to be decided, and looking at it decides nothing', async () => {
    const path = await linkOf(amina);
    const response = await look(path, { 'accept-language': 'fr-FR' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-language')).toBe('fr');
    const html = await response.text();
    expect(html).toContain('<html lang="fr">');
    expect(html).toContain('<h1>plum.png</h1>');
    expect(html).toContain('<dt>Classe proposée</dt><dd>bruised</dd>');
    expect(html).toContain('name="decision" value="approve"');
    for (const word of ['approve', 'reject']) await look(`${path}?decision=${word}`);
    await api.fetch(path, { method: 'HEAD' });
    expect(await stateNow()).toBe('open');
  });

  it('speaks English when it is asked to, whatever the browser prefers', async () => {
    const path = `${await linkOf(amina)}?lang=en`;
    const html = await (await look(path, { 'accept-language': 'fr' })).text();
    expect(html).toContain('<html lang="en">');
    expect(html).toContain('Proposed class');
    expect(html).toContain('action="?lang=en"');
  });

  it('runs no scripts, stays out of frames, caches and indexes, and hands its token to nobody', async () => {
    const response = await look(await linkOf(amina));
    const policy = response.headers.get('content-security-policy') ?? '';
    const picture = new URL(api.services.config.api.publicUrl).origin;
    expect(policy.split('; ')).toEqual([
      ...["default-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"],
      ...["style-src 'unsafe-inline'", `img-src 'self' ${picture}`],
    ]);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(response.headers.get('x-robots-tag')).toBe('noindex');
    expect(await response.text()).not.toMatch(/<script|\son\w+=|javascript:/i);
  });

  it('shows texts of others as texts', async () => {
    const filename = '<img src=x onerror="alert(1)">&.png';
    const { subject_id } = review;
    await Image.query(api.services.database).findById(subject_id).patch({ filename });
    const html = await (await look(await linkOf(amina))).text();
    expect(html).not.toContain('<img src=x');
    expect(html).toContain('<h1>&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;.png</h1>');
  });

  it.each([
    ['approve', 'approved', 'You approved.'],
    ['reject', 'rejected', 'You rejected.'],
  ])('takes the decision to %s with its note, once', async (decision, state, told) => {
    const path = `${await linkOf(amina)}?lang=en`;
    const answers = await Promise.all(
      [1, 2].map(() => say(path, { decision, note: 'two\r\nlines ' })),
    );
    expect(answers.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(1);
    const pages = await Promise.all(answers.map((answer) => answer.text()));
    expect(pages.filter((html) => html.includes(`<h1>${told}</h1>`))).toHaveLength(1);
    const { data } = await getReview({ client: amina.client, path: { id: review.id } });
    expect(data).toMatchObject({ state, note: 'two\nlines', votes: [{ by_link: true }] });
    const again = await look(path);
    expect(again.status).toBe(410);
    expect(await again.text()).toContain('This link has decided already.');
  });

  it('says that others have to agree when one vote is not enough', async () => {
    review = await newReview(api, amina.id, { needed: 2 });
    const answer = await say(`${await linkOf(amina)}?lang=en`, { decision: 'approve' });
    expect(await answer.text()).toContain('Others still have to say what they think.');
    expect(await stateNow()).toBe('open');
  });

  it.each([
    ['no decision', {}],
    ['another word', { decision: 'maybe' }],
    ['a note that is too long', { decision: 'approve', note: 'x'.repeat(2_001) }],
  ])('refuses a form with %s', async (_what, form) => {
    const answer = await say(`${await linkOf(amina)}?lang=en`, form);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('Your answer was not understood.');
    expect(await stateNow()).toBe('open');
  });

  it('refuses a form in another type, or one too large, and decides nothing', async () => {
    const path = await linkOf(amina);
    const json = { 'content-type': 'application/json' };
    const body = JSON.stringify({ decision: 'approve' });
    expect((await api.fetch(path, { method: 'POST', headers: json, body })).status).toBe(400);
    const large = await say(path, { decision: 'approve', note: 'x'.repeat(70_000) });
    expect(large.status).toBe(413);
    expect(await stateNow()).toBe('open');
  });

  it('explains why nothing can be decided any more', async () => {
    const path = `${await linkOf(amina)}?lang=fr`;
    const content_hash = 'f'.repeat(64);
    await api.services.database('reviews').where({ id: review.id }).update({ content_hash });
    for (const answer of [await look(path), await say(path, { decision: 'approve' })]) {
      expect(answer.status).toBe(409);
      expect(await answer.text()).toContain('Rien à décider ici');
    }
    const made = await look('/review-links/made-up');
    expect(made.status).toBe(404);
    expect(made.headers.get('content-type')).toContain('text/html');
  });
});
