// Accounts that are added to a post when its time has passed.
import { transaction } from '../../../foundation/transaction';
import { editPost, type PostChange } from '../../../models/studio/edit-post';
import { publishNow } from '../../../models/studio/hasten-post';
import { Post } from '../../../models/studio/post';
import { failTarget, holdTarget } from '../../../models/studio/settle-target';
import { createOwner } from '../../factories/owner';
import { contextAt, createPostRow, targetsOfPost, withPost } from '../../factories/post';
import { createAccount } from '../../factories/social-account';
import { openTestDatabase, type TestKnex } from '../../support/knex';

const now = new Date('2026-12-01T08:00:00.000Z');
const due = new Date(now.getTime() + 3_600_000);
const later = new Date(due.getTime() + 600_000);

let test: TestKnex;
beforeAll(async () => void (test = await openTestDatabase()));
afterAll(async () => await test.close());

/** A post that is live for one of its accounts and failed for the other, and an account that is added when it is over. */
async function partlyPosted() {
  const owner = await createOwner(test.database);
  const { id } = await createPostRow(test.database, owner, { now, accounts: 2 });
  const [live, failed] = await targetsOfPost(test.database, id);
  await test
    .database('post_targets')
    .where({ id: live?.id })
    .update({ status: 'posted', next_at: null });
  await transaction(test.database, async (tx) => {
    const held = await holdTarget(tx, failed?.id ?? '');
    if (held) await failTarget(tx, held, { code: 'caption_too_long', detail: null }, due);
  });
  const added = await createAccount(test.database, owner, { platform: 'dry-run' });
  const named = [failed?.account_id ?? '', added.id];
  const targets = named.map((account_id, nth) => ({ account_id, pointer: `/accounts/${nth}` }));
  const edit = (change: PostChange) =>
    withPost(test.database, id, (held, tx) =>
      editPost(tx, held, { targets, ...change }, contextAt(later)),
    );
  const rows = async () => await targetsOfPost(test.database, id);
  return { id, edit, rows };
}

it('wait as drafts: an edit publishes nothing at once', async () => {
  const { id, edit, rows } = await partlyPosted();
  await edit({});
  const targets = await rows();
  expect(targets.map(({ status }) => status)).toEqual(['posted', 'failed', 'draft']);
  expect(targets.map(({ next_at }) => next_at)).toEqual([null, null, null]);
  await withPost(test.database, id, (held, tx) => publishNow(tx, held, later));
  expect((await rows())[2]).toMatchObject({ status: 'scheduled', due_at: later, next_at: later });
  expect((await rows())[1]?.status).toBe('failed');
});

it('go with what failed at a new time that lies ahead', async () => {
  const { id, edit, rows } = await partlyPosted();
  const scheduled_time = new Date(later.getTime() + 600_000);
  await edit({ scheduled_time });
  expect((await rows()).map(({ status }) => status)).toEqual(['posted', 'scheduled', 'scheduled']);
  expect((await rows())[2]).toMatchObject({ due_at: scheduled_time, next_at: scheduled_time });
  const post = await Post.query(test.database).findById(id);
  expect(post?.status).toBe('scheduled');
});
