import { transaction } from '../../../foundation/transaction';
import { insertPosts } from '../../../models/studio/create-post';
import type { CheckedPost, NewPost } from '../../../models/studio/new-post';
import { PostTarget } from '../../../models/studio/post-target';
import { createOwner } from '../../factories/owner';
import { createAccount } from '../../factories/social-account';
import { openTestDatabase, type TestKnex } from '../../support/knex';

let test: TestKnex;
beforeAll(async () => void (test = await openTestDatabase()));
afterAll(async () => await test.close());

it('many posts for many accounts are more values than one statement takes', async () => {
  const { database } = test;
  const owner_id = await createOwner(database);
  const now = new Date();
  const accounts = await Promise.all(
    Array.from({ length: 11 }, () => createAccount(database, owner_id, { platform: 'test' })),
  );
  const targets = accounts.map(({ id: account_id }, nth) => ({
    ...{ account_id, pointer: `/accounts/${nth}` },
  }));
  const post: NewPost = {
    ...{ owner_id, caption: 'Ripe plums.', hashtags: [], link: null, image_ids: [], targets },
    ...{ scheduled_time: new Date(now.getTime() + 3_600_000), timezone: 'UTC' },
  };
  const one: CheckedPost = { post, accounts, pictures: new Map(), findings: [] };
  const checked = Array.from({ length: 500 }, () => one);
  const posts = await transaction(database, (tx) => insertPosts(tx, checked, now));
  expect(posts).toHaveLength(500);
  expect(await PostTarget.query(database).where({ owner_id }).resultSize()).toBe(5_500);
  const commands = database('workflow_commands').where({ owner_id, workflow_type: 'publishPost' });
  expect(await commands.pluck('id')).toHaveLength(5_500);
});
