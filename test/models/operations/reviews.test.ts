import { transaction } from '../../../foundation/transaction';
import { deleteImage, forgetImages } from '../../../models/classification/delete-image';
import { Image } from '../../../models/classification/image';
import { Event } from '../../../models/messaging/event';
import { type Decision, decideReview } from '../../../models/operations/decide-review';
import { Review } from '../../../models/operations/review';
import { canonicalJson, contentHash } from '../../../models/operations/review-hash';
import { votesOf } from '../../../models/operations/review.queries';
import { unfinishedWork } from '../../../models/operations/unfinished-work';
import { createImage } from '../../factories/image';
import { createOwner } from '../../factories/owner';
import { createReview } from '../../factories/review';
import { openTestDatabase, type TestKnex } from '../../support/knex';
import { shippedVersion } from '../../support/shipped-version';

let test: TestKnex;
let owner: string;
let image: Image;
beforeAll(async () => {
  test = await openTestDatabase();
  const card = { version: shippedVersion, classes: [], sha256: '' };
  await test.database('classification_models').insert({ version: card.version, card, sha256: '' });
});
beforeEach(async () => {
  owner = await createOwner(test.database);
  image = await createImage(test.database, owner);
});
afterAll(async () => await test.close());

const decide = async (review: Review, reviewer_id: string, said: Partial<Decision> = {}) =>
  await transaction(test.database, (tx) => {
    const decision = { decision: 'approve' as const, content_hash: review.content_hash, ...said };
    return decideReview(tx, review, decision, { voter: { reviewer_id }, now: new Date() });
  });
const read = (review: Review) => Review.query(test.database).findById(review.id).throwIfNotFound();
const readImage = () => Image.query(test.database).findById(image.id).throwIfNotFound();
const eventsOf = async (owner_id: string) =>
  (await Event.query(test.database).where({ owner_id }).orderBy('seq')).map((event) => event.type);

describe('a decision', () => {
  it('closes the review and settles its subject, with vote, audit row and events', async () => {
    const review = await createReview(test.database, image);
    const said = { correction: { label: 'rotten' }, note: 'mould' };
    expect(await decide(review, owner, said)).toMatchObject({ state: 'approved', note: 'mould' });
    const { reviewed_label, reviewed_by, version } = await readImage();
    expect([reviewed_label, reviewed_by, version]).toEqual(['rotten', owner, image.version + 1]);
    const votes = await votesOf(test.database, [review]);
    expect(votes.get(review.id)).toMatchObject([{ reviewer_id: owner, ...said }]);
    const audit = await test.database('audit_entries').where({ subject_id: review.id });
    expect(audit).toMatchObject([{ actor_id: owner, action: 'review.approve' }]);
    expect(await eventsOf(owner)).toEqual(['image.reviewed', 'review.decided']);
  });

  it('of two at the same time is one, and the other is told that it came too late', async () => {
    const review = await createReview(test.database, image);
    const both = [decide(review, owner), decide(review, owner, { decision: 'reject' })];
    const others = await Promise.all([1, 2].map(() => createOwner(test.database)));
    const all = await Promise.allSettled([...both, ...others.map((one) => decide(review, one))]);
    const refused = all.filter((one) => one.status === 'rejected');
    expect(refused.map((one) => (one.reason as { code: string }).code)).toEqual(
      Array(3).fill('review_closed'),
    );
    expect((await votesOf(test.database, [review])).get(review.id)).toHaveLength(1);
  });

  it('is refused when it is about other content, or comes after the due date', async () => {
    const review = await createReview(test.database, image);
    const other = { content_hash: 'f'.repeat(64) };
    await expect(decide(review, owner, other)).rejects.toMatchObject({ code: 'review_stale' });
    expect((await read(review)).state).toBe('open');
    const late = await createImage(test.database, owner);
    const due = await createReview(test.database, late, { due_at: new Date(Date.now() - 1) });
    await expect(decide(due, owner)).rejects.toMatchObject({ code: 'review_closed' });
  });

  it('without a class says that nobody can tell', async () => {
    const review = await createReview(test.database, image);
    await decide(review, owner, { decision: 'reject' });
    const { reviewed_label, reviewed_at } = await readImage();
    expect([reviewed_label, reviewed_at !== null]).toEqual([null, true]);
  });

  it('with a correction that its kind does not know changes nothing', async () => {
    const review = await createReview(test.database, image);
    for (const correction of [{ label: 'mango' }, { label: 3 }, {}, { label: 'rotten', x: 1 }]) {
      const wrong = decide(review, owner, { correction });
      await expect(wrong).rejects.toMatchObject({ code: 'validation_failed' });
    }
    expect(await read(review)).toMatchObject({ state: 'open', version: review.version });
  });
});

describe('a review that needs several votes', () => {
  it('closes with the last of as many equal ones, and nobody votes twice', async () => {
    const review = await createReview(test.database, image, { needed: 2 });
    const others = await Promise.all([1, 2].map(() => createOwner(test.database)));
    const rotten = { correction: { label: 'rotten' } };
    expect((await decide(review, owner, rotten)).state).toBe('open');
    await expect(decide(review, owner)).rejects.toMatchObject({ code: 'already_voted' });
    // Approves too, but something else.
    expect((await decide(review, others[0] ?? '')).state).toBe('open');
    expect((await decide(review, others[1] ?? '', rotten)).state).toBe('approved');
    expect((await readImage()).reviewed_label).toBe('rotten');
  });

  it('is rejected by one', async () => {
    const review = await createReview(test.database, image, { needed: 3 });
    await decide(review, owner);
    const other = await createOwner(test.database);
    expect((await decide(review, other, { decision: 'reject' })).state).toBe('rejected');
  });
});

describe('an open review', () => {
  it('takes the content of its subject when that changes, and old votes count no longer', async () => {
    const review = await createReview(test.database, image, { needed: 2 });
    await decide(review, owner);
    const changed = { content: { text: 'another' }, needed: 2 };
    const again = await createReview(test.database, image, changed);
    expect(again).toMatchObject({ id: review.id, content_hash: contentHash(changed.content) });
    await expect(decide(review, owner)).rejects.toMatchObject({ code: 'review_stale' });
    expect((await decide(again, owner)).state).toBe('open');
  });

  it('is taken back when its image is deleted, and forgotten with it', async () => {
    const review = await createReview(test.database, image, { due_at: new Date(Date.now() + 1e6) });
    await transaction(test.database, (tx) => deleteImage(tx, image));
    expect(await read(review)).toMatchObject({ state: 'withdrawn', next_at: null });
    await expect(decide(review, owner)).rejects.toMatchObject({ code: 'review_closed' });
    await forgetImages(test.database, [image.id]);
    expect(await Review.query(test.database).findById(review.id)).toBeUndefined();
  });

  it('has a workflow only while time has something to bring', async () => {
    const watched = async () =>
      (await unfinishedWork(test.database)).map((work) => work.workflow_id);
    const plain = await createReview(test.database, image);
    const second = await createImage(test.database, owner);
    const timed = await createReview(test.database, second, { remind_after: [60] });
    const commands = await test.database('workflow_commands').pluck<string[]>('workflow_id');
    expect(commands).toContain(`review:${timed.id}`);
    expect(commands).not.toContain(`review:${plain.id}`);
    await test.database('workflow_commands').delete();
    expect(await watched()).toContain(`review:${timed.id}`);
    expect(await watched()).not.toContain(`review:${plain.id}`);
    await decide(timed, owner);
    const pokes = await test.database('workflow_commands').where({ poke: true });
    expect(pokes).toMatchObject([{ workflow_id: `review:${timed.id}` }]);
    await test.database('workflow_commands').delete();
    expect(await watched()).not.toContain(`review:${timed.id}`);
  });

  it('is told to the person who was asked', async () => {
    const reviewer_id = await createOwner(test.database);
    await createReview(test.database, image, { reviewer_id });
    expect(await eventsOf(reviewer_id)).toEqual(['review.opened', 'notification.created']);
    expect(await eventsOf(owner)).toEqual([]);
  });
});

it('equal content has one canonical text, whatever the order of its names', () => {
  const content = { b: [1, 'é"\n', null], a: { d: true, c: 'x' } };
  expect(canonicalJson(content)).toBe('{"a":{"c":"x","d":true},"b":[1,"é\\"\\n",null]}');
  const turned = { a: { c: 'x', d: true }, b: [1, 'é"\n', null] };
  expect(contentHash(turned)).toBe(contentHash(content));
});
