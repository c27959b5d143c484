// Many posts that are due at one instant, published by one process.
import { createPostActivities } from '../../../activities/studio/publish-post';
import { publishTogether } from '../../../activities/studio/publish-together';
import { transaction } from '../../../foundation/transaction';
import { lockProfile, tellOfProfile } from '../../../models/identity/profile';
import { Post } from '../../../models/studio/post';
import { PostTarget } from '../../../models/studio/post-target';
import { PublishAttempt } from '../../../models/studio/publish-attempt';
import { createOwner } from '../../factories/owner';
import { createPostRow, targetsOfPost } from '../../factories/post';
import { PostPlatform } from '../../fakes/post-platform';
import { openTestDatabase, type TestKnex } from '../../support/knex';
import { postDependencies, Publisher } from '../../support/publisher';

const start = new Date('2026-12-01T08:00:00.000Z');
const due = new Date('2026-12-01T09:00:00.000Z');

let test: TestKnex;
let fake: PostPlatform;
beforeAll(async () => void (test = await openTestDatabase()));
afterAll(async () => await test.close());
beforeEach(() => void (fake = new PostPlatform()));

/** Posts with a number of accounts each, prepared, and what publishes them as one process. */
async function prepared(posts: number, accounts = 1) {
  const dependencies = postDependencies(test.database, fake.platform);
  const activities = createPostActivities(dependencies);
  const publishers: Publisher[] = [];
  for (let nth = 0; nth < posts; nth += 1) {
    const owner = await createOwner(test.database);
    const wish = { platform: 'test', now: start, scheduled_time: due, accounts };
    const { id } = await createPostRow(test.database, owner, wish);
    for (const target of await targetsOfPost(test.database, id)) {
      publishers.push(new Publisher(dependencies, target.id, activities));
    }
  }
  const ahead = new Date(due.getTime() - 60_000);
  for (const publisher of publishers) expect(await publisher.work(ahead)).toEqual(due);
  return { publishers, dependencies };
}

const publish = async (publishers: Publisher[]) =>
  await Promise.all(publishers.map((publisher) => publisher.work(due)));
const statesOf = async (publishers: Publisher[]) => {
  const ids = publishers.map(({ targetId }) => targetId);
  const attempts = await PublishAttempt.query(test.database).whereIn('target_id', ids);
  return attempts.map(({ state }) => state);
};

describe('posts of one instant', () => {
  it('go live each once, fifty at once, in few transactions', async () => {
    const { publishers } = await prepared(50);
    let begun = 0;
    const note = ({ sql }: { sql: string }): void => void (begun += sql === 'BEGIN;' ? 1 : 0);
    test.database.on('query', note);
    await publish(publishers);
    test.database.removeListener('query', note);
    expect(fake.live).toHaveLength(50);
    expect(new Set(fake.live.map(({ record_name }) => record_name)).size).toBe(50);
    expect(await statesOf(publishers)).toEqual(publishers.map(() => 'live'));
    expect(begun).toBeGreaterThan(0);
    expect(begun).toBeLessThan(50);
  });

  it('are those of one post, too, which becomes what its accounts are', async () => {
    const { publishers } = await prepared(1, 5);
    await publish(publishers);
    expect(fake.live).toHaveLength(5);
    const rows = await Promise.all(publishers.map((publisher) => publisher.row()));
    expect(rows.map(({ status }) => status)).toEqual(publishers.map(() => 'posted'));
    const post = await Post.query(test.database).findById(rows[0]?.post_id ?? '');
    expect(post).toMatchObject({ status: 'posted', posted_at: due });
  });

  it('end each as its own call does', async () => {
    const { publishers } = await prepared(12);
    fake.ends = ['ok', 'refused', 'lost_after', 'later', 'disconnected', 'lost_before', 'ok'];
    await publish(publishers);
    const states = await statesOf(publishers);
    const count = (wanted: string): number => states.filter((state) => state === wanted).length;
    // Lost answers are asked for; a refusal, a limit and lost access end an attempt at once.
    expect([count('live'), count('publishing'), count('failed')]).toEqual([7, 2, 3]);
    expect(fake.calls).toBe(12);
  });

  it('wait for none whose post somebody is changing', async () => {
    const { publishers } = await prepared(6);
    const [held, ...others] = publishers;
    if (!held) throw new Error('there is no post');
    const { post_id } = await held.row();
    let last: Promise<unknown> = Promise.resolve();
    await test.database.transaction(async (sql) => {
      await sql('posts').where({ id: post_id }).forUpdate().select('id');
      last = held.work(due);
      await publish(others);
      expect(fake.live).toHaveLength(5);
      expect((await held.row()).status).toBe('scheduled');
    });
    await last;
    expect(fake.live).toHaveLength(6);
  });

  it('wait for none whose owner somebody is changing, neither to be taken nor to be written down', async () => {
    const { publishers } = await prepared(6);
    const [held, ...others] = publishers;
    if (!held) throw new Error('there is no post');
    const { owner_id } = await held.row();
    let last: Promise<unknown> = Promise.resolve();
    await transaction(test.database, async (tx) => {
      await lockProfile(tx, owner_id);
      last = held.work(due);
      await publish(others);
      expect(await statesOf(others)).toEqual(others.map(() => 'live'));
      tellOfProfile(tx, owner_id);
    });
    await last;
    expect(await statesOf(publishers)).toEqual(publishers.map(() => 'live'));
  });

  it('are written down, though one of them is odd', async () => {
    const { publishers, dependencies } = await prepared(1);
    const together = publishTogether(dependencies);
    const [publisher] = publishers;
    const target_id = publisher?.targetId ?? '';
    const begun = await together.claim({ target_id, claim: target_id, now: due });
    // Half a surrogate, which JSON of PostgreSQL does not take.
    const live = { external_id: 'at-\ud800', permalink: null };
    const attempt_id = begun?.attempt.id ?? '';
    await together.settle({ target_id, attempt_id, now: due, outcome: { live } });
    expect((await publisher?.row())?.status).toBe('posted');
  });

  it('are written down, though one of them cannot be', async () => {
    const { publishers, dependencies } = await prepared(4);
    const together = publishTogether(dependencies);
    const claims = publishers.map(({ targetId: target_id }) =>
      together.claim({ target_id, claim: target_id, now: due }),
    );
    const begun = await Promise.all(claims);
    const ends = publishers.map(({ targetId: target_id }, nth) => ({
      ...{ target_id, attempt_id: begun[nth]?.attempt.id ?? '', now: due },
      // No text of PostgreSQL holds this character.
      outcome: { live: { external_id: nth === 2 ? '\u0000' : `at-${nth}`, permalink: null } },
    }));
    const settled = await Promise.allSettled(ends.map((end) => together.settle(end)));
    expect(settled.map(({ status }) => status)).toEqual([
      ...['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
    ]);
    const ids = publishers.map(({ targetId }) => targetId);
    const rows = await PostTarget.query(test.database).findByIds(ids).orderBy('id');
    expect(new Map(rows.map(({ id, status }) => [id, status]))).toEqual(
      new Map(ids.map((id, nth) => [id, nth === 2 ? 'publishing' : 'posted'])),
    );
  });
});
