import {
  createReviewLink,
  decideLinkedReview,
  decideReview,
  getLinkedReview,
  getReview,
  type LinkedDecision,
} from '../../../clients/typescript';
import { transaction } from '../../../foundation/transaction';
import { Image } from '../../../models/classification/image';
import { withdrawReview } from '../../../models/operations/close-review';
import type { Review } from '../../../models/operations/review';
import { createReview } from '../../factories/review';
import type { TestApi } from '../../support/api';
import { newPerson, type Person } from '../classification/classification-api';
import { newReview, startReviewApi } from './review-api';

let api: TestApi;
let amina: Person;
let review: Review;
beforeAll(async () => {
  api = await startReviewApi();
});
beforeEach(async () => {
  amina = await newPerson(api);
  review = await newReview(api, amina.id);
});
afterAll(() => api.close());

async function linkOf(person: Person, expires_in = 3600): Promise<string> {
  const { data } = await createReviewLink({
    client: person.client,
    path: { id: review.id },
    body: { expires_in },
    throwOnError: true,
  });
  return data.token;
}

const look = (token: string) => getLinkedReview({ client: api.client(), path: { token } });
const decide = (token: string, body: LinkedDecision = { decision: 'approve' }) =>
  decideLinkedReview({ client: api.client(), path: { token }, body });

describe('a link', () => {
  it('shows what is to be decided to somebody without an account, and takes one decision', async () => {
    const made = await createReviewLink({
      client: amina.client,
      path: { id: review.id },
      body: {},
    });
    const { url, token } = made.data ?? { url: '', token: '' };
    expect(url).toBe(`${api.services.config.api.publicUrl}/review-links/${token}`);
    const seen = await look(token);
    expect(seen.response?.headers.get('cache-control')).toBe('no-store');
    expect(seen.data).toMatchObject({
      ...{
        kind: 'classification_image',
        state: 'open',
        asked_by: expect.stringContaining('user-'),
      },
      subject: { title: 'plum.png', answer: { label: 'bruised' } },
    });
    expect(JSON.stringify(seen.data)).not.toContain(`"${amina.id}"`);
    const correction = { label: 'cracked' };
    const done = await decide(token, { decision: 'approve', correction, note: 'a crack' });
    expect(done.data).toMatchObject({ state: 'approved' });
    const after = await getReview({ client: amina.client, path: { id: review.id } });
    expect(after.data?.votes).toMatchObject([{ reviewer_id: amina.id, by_link: true, correction }]);
    for (const again of [await look(token), await decide(token)]) {
      expect(again.error).toMatchObject({ status: 410, code: 'review_link_used' });
    }
  });

  it('decides once, however often it is sent at the same time', async () => {
    const token = await linkOf(amina);
    const answers = await Promise.all([1, 2, 3, 4].map(() => decide(token)));
    expect(answers.map(({ response }) => response?.status).filter((s) => s === 200)).toHaveLength(
      1,
    );
    const codes = answers.flatMap(({ error }) => (error ? [error.code] : []));
    expect(codes.filter((code) => !/^(review_closed|review_link_used)$/.test(code))).toEqual([]);
  });

  it('hands on the vote of its maker, and gives them no second one', async () => {
    review = await newReview(api, amina.id, { needed: 2 });
    const [first, second] = [await linkOf(amina), await linkOf(amina)];
    expect((await decide(first)).data).toMatchObject({ state: 'open' });
    expect((await decide(second)).error).toMatchObject({ code: 'review_link_used' });
    const own = await decideReview({
      client: amina.client,
      path: { id: review.id },
      body: { decision: 'approve', content_hash: review.content_hash },
    });
    expect(own.error).toMatchObject({ code: 'already_voted' });
    const reviewer = await newPerson(api, 'reviewer');
    expect((await decide(await linkOf(reviewer))).data).toMatchObject({ state: 'approved' });
  });

  it('expires', async () => {
    const token = await linkOf(amina, 60);
    api.clock.advance(60_000);
    for (const late of [await look(token), await decide(token)]) {
      expect(late.error).toMatchObject({ status: 410, code: 'review_link_expired' });
    }
  });

  it('that was forged, altered or made up is none', async () => {
    const token = await linkOf(amina);
    const [payload = '', signature = ''] = token.split('.');
    const ticket = JSON.parse(Buffer.from(payload, 'base64url').toString()) as unknown[];
    const longer = JSON.stringify([...ticket.slice(0, 3), Number(ticket[3]) + 1]);
    const forged = [
      `${Buffer.from(longer).toString('base64url')}.${signature}`,
      `${payload}.${signature.slice(0, -1)}`,
      `${payload}.${signature}.x`,
      `${payload}.`,
      ...[payload, 'x', '%00', 'é'.repeat(20)],
    ];
    for (const one of forged) {
      for (const answer of [await look(one), await decide(one)]) {
        expect(answer.error).toMatchObject({ status: 404, code: 'review_link_invalid' });
      }
    }
    expect((await look('x'.repeat(2000))).error).toMatchObject({ status: 400 });
    expect((await look(token)).data?.state).toBe('open');
  });

  it('is worth nothing once its maker may not decide, or the content is another', async () => {
    const { database } = api.services;
    const reviewer = await newPerson(api, 'reviewer');
    const token = await linkOf(reviewer);
    await database('user_roles').where({ user_id: reviewer.id }).delete();
    expect((await look(token)).error).toMatchObject({ code: 'review_link_invalid' });
    const own = await linkOf(amina);
    const image = await Image.query(database).findById(review.subject_id).throwIfNotFound();
    await createReview(database, image, { content: 'another' });
    expect((await decide(own)).error).toMatchObject({ status: 409, code: 'review_stale' });
    await transaction(database, (tx) => withdrawReview(tx, review, new Date()));
    expect((await decide(own)).error).toMatchObject({ status: 409, code: 'review_closed' });
  });

  it('is not made for a closed review, nor by those who may not decide', async () => {
    const path = { id: review.id };
    const other = await newPerson(api);
    const foreign = await createReviewLink({ client: other.client, path, body: {} });
    expect(foreign.error).toMatchObject({ status: 404, code: 'not_found' });
    const soon = await createReviewLink({ client: amina.client, path, body: { expires_in: 1 } });
    expect(soon.error).toMatchObject({ status: 400, code: 'validation_failed' });
    await decide(await linkOf(amina));
    const late = await createReviewLink({ client: amina.client, path, body: {} });
    expect(late.error).toMatchObject({ status: 409, code: 'review_closed' });
  });

  it('refuses a correction that the kind does not know, and may still be used', async () => {
    const token = await linkOf(amina);
    const wrong = await decide(token, { decision: 'approve', correction: { label: 'mango' } });
    expect(wrong.error).toMatchObject({ status: 400, code: 'validation_failed' });
    expect((await decide(token)).data).toMatchObject({ state: 'approved' });
  });
});
