// A repeat that a platform refuses as a double, after what it repeats was not to be seen for a while.
import { PublishAttempt } from '../../../models/studio/publish-attempt';
import { createOwner } from '../../factories/owner';
import { createPostRow, targetsOfPost } from '../../factories/post';
import { createAccount } from '../../factories/social-account';
import type { Mood } from '../../fakes/platforms/platform-server';
import type { XServer } from '../../fakes/platforms/x-server';
import { openTestDatabase, type TestKnex } from '../../support/knex';
import { postDependencies, Publisher } from '../../support/publisher';
import { openX } from '../clients/platforms/harnesses';
import type { Served } from '../clients/platforms/harness';
import { consented } from '../clients/platforms/steps';

let test: TestKnex;
let harness: Served<XServer>;
beforeAll(async () => void (test = await openTestDatabase()));
afterAll(async () => await test.close());
beforeEach(async () => void (harness = await openX()));
afterEach(async () => await harness.close());

it('is looked for since the first of its attempts', async () => {
  const { server, platform } = harness;
  const [now, due] = [new Date(), new Date(Date.now() + 60_000)];
  const owner = await createOwner(test.database);
  const [given] = await consented(harness);
  if (!given) throw new Error('No account was connected');
  const connected = { ...given, platform: 'x', now };
  const { id: account_id } = await createAccount(test.database, owner, connected);
  const targets = [{ account_id, pointer: '/accounts/0' }];
  const post = await createPostRow(test.database, owner, { now, scheduled_time: due, targets });
  const [target] = await targetsOfPost(test.database, post.id);
  const publisher = new Publisher(postDependencies(test.database, platform), target?.id ?? '');
  const moods: Mood[] = ['down_after', 'limited'];
  server.retryAfter = 300;
  server.listed = false;
  server.moodOf = (nth) => {
    const mood = moods[nth - 1];
    server.listed = mood === undefined;
    return mood ?? 'ok';
  };
  await publisher.finish(now);
  expect(server.publishings).toBe(3);
  const [live, ...others] = server.posts;
  expect(others).toEqual([]);
  expect(await publisher.row()).toMatchObject({ status: 'posted', external_id: live?.id });
  const attempts = PublishAttempt.query(test.database).where({ target_id: target?.id ?? '' });
  expect((await attempts.orderBy('number')).map(({ state }) => state)).toEqual([
    ...['failed', 'failed', 'live'],
  ]);
});
