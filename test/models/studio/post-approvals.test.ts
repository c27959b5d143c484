// To what an approval is bound, and what takes it back.
import { transaction } from '../../../foundation/transaction';
import { decideReview } from '../../../models/operations/decide-review';
import { Review } from '../../../models/operations/review';
import { changeImage } from '../../../models/studio/change-image';
import { editPost, type PostChange } from '../../../models/studio/edit-post';
import { retryPost } from '../../../models/studio/hasten-post';
import { Post } from '../../../models/studio/post';
import { isApproved } from '../../../models/studio/review-post';
import { failTarget, holdTarget } from '../../../models/studio/settle-target';
import { cancelPost } from '../../../models/studio/stop-post';
import { lockStudioImage } from '../../../models/studio/studio-image.queries';
import { createOwner } from '../../factories/owner';
import {
  contextAt,
  createPicture,
  createPostRow,
  targetsOfPost,
  withPost,
} from '../../factories/post';
import { openTestDatabase, type TestKnex } from '../../support/knex';
import { lockWaits } from '../../support/lock-waits';
import { until } from '../../support/until';

const now = new Date('2026-12-01T08:00:00.000Z');

let test: TestKnex;
let owner: string;
beforeAll(async () => void (test = await openTestDatabase()));
beforeEach(async () => void (owner = await createOwner(test.database)));
afterAll(async () => await test.close());

const scheduled = (given: Parameters<typeof createPostRow>[2] = {}) =>
  createPostRow(test.database, owner, { now, approval: {}, ...given });
const reviewsOf = (subject_id: string) =>
  Review.query(test.database).where({ subject_id }).orderBy('id');
const edit = (id: string, change: PostChange) =>
  withPost(test.database, id, (held, tx) => editPost(tx, held, change, contextAt(now)));
const approved = (id: string) =>
  withPost(test.database, id, async (held, tx) => ({
    counts: await isApproved(tx, held),
    shown: held.post.approved_content_hash !== null,
  }));
const [yes, no] = [
  { counts: true, shown: true },
  { counts: false, shown: false },
];

async function approve(subject_id: string): Promise<void> {
  const open = await reviewsOf(subject_id).findOne({ state: 'open' }).throwIfNotFound();
  const { content_hash } = open;
  const by = { voter: { reviewer_id: owner }, now };
  await transaction(test.database, (tx) =>
    decideReview(tx, open, { decision: 'approve', content_hash }, by),
  );
}

describe('another description of a picture', () => {
  const described = (id: string, alt_text: string) =>
    transaction(test.database, async (tx) => {
      const image = await lockStudioImage(tx, id);
      if (!image) throw new Error('the picture is gone');
      await changeImage(tx, image, { alt_text }, now);
    });

  it('takes back what was approved with the old one, and asks again', async () => {
    const { id: image } = await createPicture(test.database, owner, { alt_text: 'Plums.' });
    const { id, version } = await scheduled({ image_ids: [image] });
    await approve(id);
    expect(await approved(id)).toEqual(yes);
    await described(image, 'Pears.');
    expect(await approved(id)).toEqual(no);
    const states = (await reviewsOf(id)).map(({ state }) => state);
    expect(states).toEqual(['approved', 'open']);
    const post = await Post.query(test.database).findById(id).throwIfNotFound();
    expect(post.version).toBeGreaterThan(version + 1);
    await approve(id);
    expect(await approved(id)).toEqual(yes);
  });

  it('gives an open review the new content, and asks nobody about posts that are over', async () => {
    const { id: image } = await createPicture(test.database, owner);
    const [open, over] = [
      await scheduled({ image_ids: [image] }),
      await scheduled({ image_ids: [image] }),
    ];
    await withPost(test.database, over.id, (held, tx) => cancelPost(tx, held, now));
    const [before] = await reviewsOf(open.id);
    await described(image, 'Pears.');
    const [after, ...more] = await reviewsOf(open.id);
    expect(more).toEqual([]);
    expect(after).toMatchObject({ id: before?.id, state: 'open' });
    expect(after?.content_hash).not.toBe(before?.content_hash);
    expect((await reviewsOf(over.id)).map(({ state }) => state)).toEqual(['withdrawn']);
  });

  it('and an edit of the post that names the picture do not wait for each other in a circle', async () => {
    const { database } = test;
    const { id: image } = await createPicture(database, owner);
    const { id } = await scheduled({ image_ids: [image] });
    let edited: Promise<void> | undefined;
    await transaction(database, async (tx) => {
      const locked = await lockStudioImage(tx, image);
      let isOver = false;
      edited = edit(id, { image_ids: [image] }).finally(() => void (isOver = true));
      await until(async () => isOver || (await lockWaits(database)) > 0);
      if (locked) await changeImage(tx, locked, { alt_text: 'Pears.' }, now);
    });
    await edited;
    const [review] = await reviewsOf(id);
    expect(review).toMatchObject({ state: 'open', version: 2 });
  });
});

describe('other terms', () => {
  it('make an approval count no longer, and ask those who are named now', async () => {
    const { id } = await scheduled();
    await approve(id);
    await edit(id, { approval: { reviewer_id: owner } });
    expect(await approved(id)).toEqual(no);
    expect(await reviewsOf(id)).toMatchObject([
      ...[{ state: 'approved' }, { state: 'open', reviewer_id: owner }],
    ]);
  });

  it('that are the same keep it, and ask nobody', async () => {
    const { id } = await scheduled({ approval: { needed: 1 } });
    await approve(id);
    await edit(id, { approval: {} });
    expect(await approved(id)).toEqual(yes);
    await edit(id, { approval: { needed: 2 } });
    expect(await approved(id)).toEqual(no);
  });

  it('do not bring back an approval that was done without for a while', async () => {
    const { id } = await scheduled();
    await approve(id);
    await edit(id, { approval: null });
    expect(await approved(id)).toEqual({ counts: true, shown: false });
    await edit(id, { approval: {} });
    expect(await approved(id)).toEqual(no);
  });
});

describe('an approval', () => {
  it('covers what is left of a post when the rest was cancelled', async () => {
    const { id } = await scheduled({ accounts: 2 });
    await approve(id);
    const [failed] = await targetsOfPost(test.database, id);
    await transaction(test.database, async (tx) => {
      const held = await holdTarget(tx, failed?.id ?? '');
      if (held) await failTarget(tx, held, { code: 'caption_too_long', detail: null }, now);
    });
    await withPost(test.database, id, (held, tx) => cancelPost(tx, held, now));
    expect(await approved(id)).toEqual(yes);
    await withPost(test.database, id, (held, tx) =>
      retryPost(tx, held, { include_unconfirmed: false, now }),
    );
    const statuses = (await targetsOfPost(test.database, id)).map(({ status }) => status);
    expect(statuses).toEqual(['scheduled', 'cancelled']);
  });

  it('that was never given is not made by cancelling', async () => {
    const { id } = await scheduled({ accounts: 2 });
    await withPost(test.database, id, (held, tx) => cancelPost(tx, held, now));
    expect(await approved(id)).toEqual(no);
  });
});
