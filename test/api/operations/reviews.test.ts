import {
  decideReview,
  deleteImage,
  getImage,
  getReview,
  listEvents,
  listReviews,
} from '../../../clients/typescript';
import type { ReviewDecision } from '../../../clients/typescript';
import { newId } from '../../../foundation/ids';
import type { Review } from '../../../models/operations/review';
import type { TestApi } from '../../support/api';
import { newPerson, type Person } from '../classification/classification-api';
import { newReview, startReviewApi } from './review-api';

let api: TestApi;
let amina: Person;
let bea: Person;
let reviewer: Person;
beforeAll(async () => {
  api = await startReviewApi();
  [amina, bea, reviewer] = await Promise.all([
    newPerson(api),
    newPerson(api),
    newPerson(api, 'reviewer'),
  ]);
});
beforeEach(async () => await api.services.database('reviews').delete());
afterAll(() => api.close());

const decide = async (person: Person, review: Review, said: Partial<ReviewDecision> = {}) =>
  await decideReview({
    client: person.client,
    path: { id: review.id },
    body: { decision: 'approve', content_hash: review.content_hash, ...said },
  });
const list = async (person: Person, query: object = {}) =>
  await listReviews({ client: person.client, query });
const idsOf = ({ data }: Awaited<ReturnType<typeof list>>) => data?.results.map(({ id }) => id);

describe('the queue', () => {
  it('shows the oldest first, in pages, with what is to be looked at', async () => {
    const reviews: Review[] = [];
    for (let nth = 0; nth < 3; nth++) {
      api.clock.advance(1000);
      reviews.push(await newReview(api, amina.id));
    }
    const ids = reviews.map(({ id }) => id);
    const page = await list(amina, { limit: 2 });
    expect(page.data).toMatchObject({ count: 3, count_capped: false, previous: null });
    expect(idsOf(page)).toEqual(ids.slice(0, 2));
    const next = new URL(page.data?.next ?? '');
    const rest = await api.fetch(`${next.pathname}${next.search}`, {
      headers: { authorization: `Bearer ${amina.access}` },
    });
    expect(await rest.json()).toMatchObject({ results: [{ id: ids[2] }], next: null });
    expect(idsOf(await list(amina, { sort: '-created_at' }))).toEqual([...ids].reverse());
    expect(page.data?.results[0]).toMatchObject({
      ...{ kind: 'classification_image', state: 'open', needed: 1, votes: [] },
      subject: { title: 'plum.png', answer: { label: 'bruised', confidence: 0.4 } },
    });
    expect(page.data?.results[0]?.subject?.image_url).toMatch(/^http.*signature=/);
  });

  it('shows users their own, and reviewers and admins everybody’s', async () => {
    const [own, other] = [await newReview(api, amina.id), await newReview(api, bea.id)];
    const admin = await newPerson(api, 'admin');
    expect(idsOf(await list(amina))).toEqual([own.id]);
    for (const person of [reviewer, admin]) {
      expect(idsOf(await list(person))?.sort()).toEqual([own.id, other.id].sort());
      expect(idsOf(await list(person, { owner_id: bea.id }))).toEqual([other.id]);
    }
    const refused = await list(amina, { owner_id: bea.id });
    expect(refused.error).toMatchObject({ status: 403, code: 'forbidden' });
  });

  it('is filtered by state and kind', async () => {
    const [first, second] = [await newReview(api, amina.id), await newReview(api, amina.id)];
    await decide(amina, first, { decision: 'reject' });
    expect(idsOf(await list(amina, { state: 'open' }))).toEqual([second.id]);
    expect(idsOf(await list(amina, { state: 'rejected' }))).toEqual([first.id]);
    expect(idsOf(await list(amina, { kind: 'classification_image' }))).toHaveLength(2);
    const wrong = await list(amina, { kind: 'parking_ticket' });
    expect(wrong.error).toMatchObject({ status: 400, code: 'validation_failed' });
  });
});

describe('a decision', () => {
  it('corrects the class, closes the review and is told to the owner', async () => {
    const review = await newReview(api, amina.id);
    const said = { correction: { label: 'rotten' }, note: 'mould at the stem' };
    const { data, response } = await decide(reviewer, review, said);
    expect(data).toMatchObject({
      ...{ state: 'approved', note: said.note },
      votes: [{ reviewer_id: reviewer.id, decision: 'approve', by_link: false, ...said }],
    });
    const read = await getReview({ client: amina.client, path: { id: review.id } });
    expect(read.response?.headers.get('etag')).toBe(response?.headers.get('etag'));
    expect(read.response?.headers.get('etag')).not.toBe(`"${review.version}"`);
    const image = await getImage({ client: amina.client, path: { id: review.subject_id } });
    expect(image.data).toMatchObject({ label: 'bruised', reviewed_label: 'rotten' });
    expect(image.data?.reviewed_by).toBe(reviewer.id);
    const events = await listEvents({ client: amina.client });
    const told = events.data?.results.filter(({ subject }) => subject.id === review.id);
    expect(told).toMatchObject([{ type: 'review.decided', data: { state: 'approved' } }]);
    const audit = await api.services.database('audit_entries').where({ subject_id: review.id });
    expect(audit).toMatchObject([{ actor_id: reviewer.id, owner_id: amina.id }]);
  });

  it('wins once, however often it is clicked at the same time', async () => {
    const review = await newReview(api, amina.id);
    const clicks = [amina, amina, reviewer, reviewer].map((person) => decide(person, review));
    const answers = await Promise.all(clicks);
    const statuses = answers.map(({ response }) => response?.status).sort();
    expect(statuses).toEqual([200, 409, 409, 409]);
    const codes = answers.flatMap(({ error }) => (error ? [error.code] : []));
    expect(codes).toEqual(Array(3).fill('review_closed'));
    const votes = await api.services.database('review_votes').where({ review_id: review.id });
    expect(votes).toHaveLength(1);
  });

  it('is refused for other content, for nonsense, and for what is gone', async () => {
    const review = await newReview(api, amina.id);
    const stale = await decide(amina, review, { content_hash: 'a'.repeat(64) });
    expect(stale.error).toMatchObject({ status: 409, code: 'review_stale' });
    const unknown = await decide(amina, review, { correction: { label: 'mango' } });
    expect(unknown.error).toMatchObject({
      ...{ status: 400, code: 'validation_failed' },
      errors: [{ pointer: '/correction' }],
    });
    const short = await decide(amina, review, { content_hash: 'a' });
    expect(short.error).toMatchObject({ status: 400, code: 'validation_failed' });
    await deleteImage({ client: amina.client, path: { id: review.subject_id } });
    const late = await decide(amina, review);
    expect(late.error).toMatchObject({ status: 409, code: 'review_closed' });
    const read = await getReview({ client: amina.client, path: { id: review.id } });
    expect(read.data).toMatchObject({ state: 'withdrawn', subject: null });
  });

  it('is for the owner and for reviewers; to others there is no such review', async () => {
    const review = await newReview(api, amina.id);
    const path = { id: review.id };
    const foreign = await decide(bea, review);
    expect(foreign.error).toMatchObject({ status: 404, code: 'not_found' });
    const unread = await getReview({ client: bea.client, path });
    expect(unread.error).toMatchObject({ status: 404, code: 'not_found' });
    const nowhere = await getReview({ client: reviewer.client, path: { id: newId() } });
    expect(nowhere.error).toMatchObject({ status: 404 });
    const nobody = await getReview({ client: api.client(), path });
    expect(nobody.error).toMatchObject({ status: 401 });
    expect((await decide(amina, review)).data?.state).toBe('approved');
  });

  it('of two people is needed where the review says so, and each has one vote', async () => {
    const review = await newReview(api, amina.id, { needed: 2 });
    expect((await decide(amina, review)).data).toMatchObject({ state: 'open', closed_at: null });
    expect((await decide(amina, review)).error).toMatchObject({ code: 'already_voted' });
    const { data } = await decide(reviewer, review);
    expect(data?.votes).toHaveLength(2);
    expect(data?.state).toBe('approved');
  });
});
