import {
  decideReview,
  getImage,
  getReview,
  listEvents,
  reviewImage,
  type ImageReviewCreate,
} from '../../../clients/typescript';
import { newId } from '../../../foundation/ids';
import type { Image } from '../../../models/classification/image';
import { createImage } from '../../factories/image';
import { createReview } from '../../factories/review';
import type { TestApi } from '../../support/api';
import { startReviewApi } from '../operations/review-api';
import { newPerson, type Person } from './classification-api';

let api: TestApi;
let amina: Person;
let image: Image;
beforeAll(async () => {
  api = await startReviewApi();
});
beforeEach(async () => {
  amina = await newPerson(api);
  image = await createImage(api.services.database, amina.id, { outcome: 'classified' });
});
afterAll(() => api.close());

const say = async (
  person: Person,
  body: ImageReviewCreate = { label: 'rotten' },
  { id = image.id, seen }: { id?: string; seen?: string } = {},
) =>
  await reviewImage({
    client: person.client,
    path: { id },
    body,
    ...(seen !== undefined && { headers: { 'If-Match': seen } }),
  });

describe('a person who says what a picture shows', () => {
  it('confirms or corrects its class, also where the model was sure', async () => {
    const { data, response } = await say(amina, { label: 'rotten', note: 'mould' });
    expect(data).toMatchObject({ label: 'bruised', reviewed_label: 'rotten' });
    expect(data).toMatchObject({ reviewed_by: amina.id, outcome: 'classified' });
    const read = await getImage({ client: amina.client, path: { id: image.id } });
    expect(read.data).toMatchObject({ reviewed_label: 'rotten', reviewed_at: data?.reviewed_at });
    expect(read.response?.headers.get('etag')).toBe(response?.headers.get('etag'));
    const audit = await api.services.database('audit_entries').where({ subject_id: image.id });
    expect(audit).toMatchObject([
      { action: 'image.review', changes: { label: [null, 'rotten'], note: 'mould' } },
    ]);
    const events = await listEvents({ client: amina.client });
    expect(events.data?.results).toMatchObject([{ type: 'image.reviewed' }]);
  });

  it('closes its open review by it', async () => {
    const uncertain = await createImage(api.services.database, amina.id);
    const review = await createReview(api.services.database, uncertain);
    const reviewer = await newPerson(api, 'reviewer');
    const said = await say(reviewer, { label: 'spotted' }, { id: uncertain.id });
    expect(said.data).toMatchObject({ reviewed_label: 'spotted', reviewed_by: reviewer.id });
    const closed = await getReview({ client: amina.client, path: { id: review.id } });
    expect(closed.data).toMatchObject({
      ...{ state: 'approved', votes: [{ correction: { label: 'spotted' } }] },
    });
    const late = await decideReview({
      client: amina.client,
      path: { id: review.id },
      body: { decision: 'approve', content_hash: review.content_hash },
    });
    expect(late.error).toMatchObject({ status: 409, code: 'review_closed' });
  });

  it('is the only one, unless the next has seen what was said', async () => {
    const first = await say(amina);
    expect((await say(amina, { label: 'cracked' })).error).toMatchObject({
      ...{ status: 409, code: 'already_reviewed' },
    });
    const stale = await say(amina, { label: 'cracked' }, { seen: `"${image.version}"` });
    expect(stale.error).toMatchObject({ status: 412, code: 'precondition_failed' });
    const seen = first.response?.headers.get('etag') ?? '';
    const second = await say(amina, { label: 'cracked' }, { seen });
    expect(second.data?.reviewed_label).toBe('cracked');
  });

  it.each(['with', 'without'])('wins once at the same time, %s an open review', async (kind) => {
    if (kind === 'with') {
      image = await createImage(api.services.database, amina.id);
      await createReview(api.services.database, image);
    }
    const answers = await Promise.all([1, 2, 3, 4].map(() => say(amina)));
    expect(answers.map(({ response }) => response?.status).sort()).toEqual([200, 409, 409, 409]);
    const codes = answers.flatMap(({ error }) => (error ? [error.code] : []));
    expect(codes).toEqual(Array(3).fill('already_reviewed'));
  });

  it('wins once against a decision in the queue at the same time', async () => {
    image = await createImage(api.services.database, amina.id);
    const review = await createReview(api.services.database, image);
    const body = { decision: 'approve' as const, content_hash: review.content_hash };
    const path = { id: review.id };
    const answers = await Promise.all([
      say(amina),
      decideReview({ client: amina.client, path, body }),
      say(amina),
      decideReview({ client: amina.client, path, body }),
    ]);
    expect(answers.map(({ response }) => response?.status).sort()).toEqual([200, 409, 409, 409]);
  });

  it('must name a known class of a picture that is theirs and was looked at', async () => {
    const wrong = await say(amina, { label: 'mango' as 'rotten' });
    expect(wrong.error).toMatchObject({ status: 400, code: 'validation_failed' });
    expect((await say(await newPerson(api))).error).toMatchObject({ status: 404 });
    expect((await say(amina, undefined, { id: newId() })).error).toMatchObject({ status: 404 });
    const pending = await createImage(api.services.database, amina.id, {
      ...{ state: 'pending', outcome: null, label: null, confidence: null, model_version: null },
    });
    const early = await say(amina, undefined, { id: pending.id });
    expect(early.error).toMatchObject({ status: 409, code: 'conflict' });
    const gone = await createImage(api.services.database, amina.id, { deleted_at: new Date() });
    expect((await say(amina, undefined, { id: gone.id })).error).toMatchObject({ status: 404 });
  });
});
