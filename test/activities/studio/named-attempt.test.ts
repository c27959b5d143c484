import { PlatformError } from '../../../activities/clients/platforms/platform-error';
import type { Container, Platform } from '../../../activities/clients/platforms/platform';
import { createOwner } from '../../factories/owner';
import { createPostRow, targetsOfPost } from '../../factories/post';
import { PostPlatform } from '../../fakes/post-platform';
import { openTestDatabase, type TestKnex } from '../../support/knex';
import { postDependencies, Publisher } from '../../support/publisher';

const start = new Date('2026-12-01T08:00:00.000Z');
const due = new Date('2026-12-01T09:00:00.000Z');

let test: TestKnex;
beforeAll(async () => void (test = await openTestDatabase()));
afterAll(async () => await test.close());

it('an attempt that the platform names in its answer is asked for by that name', async () => {
  const asked: Container[] = [];
  const platform: Platform = {
    ...new PostPlatform().platform,
    finalize: () => {
      const facts = { kind: 'unknown', code: 'still_processing', status: 200 } as const;
      const container = { attempt: 'named by the platform' };
      throw new PlatformError({ ...facts, detail: 'Not yet.', container });
    },
    verify: (_session, _post, { container }) => {
      asked.push(container);
      return Promise.resolve({ state: 'live', external_id: '42', permalink: null });
    },
  };
  const owner = await createOwner(test.database);
  const wish = { platform: 'test', now: start, scheduled_time: due };
  const post = await createPostRow(test.database, owner, wish);
  const [target] = await targetsOfPost(test.database, post.id);
  if (!target) throw new Error('the post has no target');
  const publisher = new Publisher(postDependencies(test.database, platform), target.id);
  await publisher.finish(start);
  expect(await publisher.row()).toMatchObject({ status: 'posted', external_id: '42' });
  expect(asked).toEqual([{ attempt: 'named by the platform' }]);
});
