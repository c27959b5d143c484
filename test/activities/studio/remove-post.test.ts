import type { Platform } from '../../../activities/clients/platforms/platform';
import {
  PlatformError,
  type PlatformErrorKind,
} from '../../../activities/clients/platforms/platform-error';
import { transaction } from '../../../foundation/transaction';
import { Post } from '../../../models/studio/post';
import { deletePost } from '../../../models/studio/stop-post';
import { wakePosts } from '../../../models/studio/wake-posts';
import { createOwner } from '../../factories/owner';
import { contextAt, createPostRow, targetsOfPost, withPost } from '../../factories/post';
import { PostPlatform } from '../../fakes/post-platform';
import { openTestDatabase, type TestKnex } from '../../support/knex';
import { postDependencies, Publisher } from '../../support/publisher';

const start = new Date('2026-12-01T08:00:00.000Z');

let test: TestKnex;
beforeAll(async () => void (test = await openTestDatabase()));
afterAll(async () => await test.close());

/** A live post whose owner wants it gone, at a platform that answers each wish with such an error in turn. */
async function unwanted(errors: PlatformErrorKind[]) {
  const fake = new PostPlatform();
  const platform: Platform = {
    ...fake.platform,
    remove: async (session, live) => {
      const kind = errors.shift();
      const facts = { code: 'forbidden', status: 403, detail: 'No.' };
      if (kind) throw new PlatformError({ kind, ...facts });
      await fake.platform.remove?.(session, live);
    },
  };
  const owner = await createOwner(test.database);
  const post = await createPostRow(test.database, owner, { platform: 'test', now: start });
  const [target] = await targetsOfPost(test.database, post.id);
  const publisher = new Publisher(postDependencies(test.database, platform), target?.id ?? '');
  const end = await publisher.finish(start);
  const want = () =>
    withPost(test.database, post.id, (held, tx) =>
      deletePost(tx, held, { ...contextAt(end), live: true }),
    );
  await want();
  const deleted = async () => (await Post.query(test.database).findById(post.id))?.deleted_at;
  return { fake, publisher, end, want, deleted };
}

describe('a live post that its owner wants gone', () => {
  it('is there again when the platform will not have it, and may be asked for once more', async () => {
    const { fake, publisher, end, want, deleted } = await unwanted(['refused']);
    await publisher.finish(end);
    expect(await deleted()).toBeNull();
    expect(await publisher.row()).toMatchObject({
      ...{ status: 'posted', error_code: 'forbidden', removal_wanted_at: null, next_at: null },
    });
    await want();
    await publisher.finish(end);
    expect(fake.live).toEqual([]);
    expect(await deleted()).toEqual(end);
  });

  it('is deleted as soon as its account is connected again', async () => {
    const { fake, publisher, end } = await unwanted(['disconnected']);
    await publisher.work(end);
    const { account_id, next_at } = await publisher.row();
    expect(next_at?.getTime()).toBeGreaterThan(end.getTime());
    await test.database('social_accounts').where({ id: account_id }).update({ state: 'connected' });
    await transaction(test.database, (tx) => wakePosts(tx, account_id ?? '', end));
    await publisher.work(end);
    expect(fake.live).toEqual([]);
  });
});
