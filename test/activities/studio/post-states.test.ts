// Edits, cancellations, deletions and publishing at once, at every instant around the due time and while a platform is
// called, of a post with two accounts, with answers that get lost: whatever the order, what was honoured of each account
// is what is live there, once, and never early.
import fc from 'fast-check';
import { AppError } from '../../../foundation/errors';
import { editPost } from '../../../models/studio/edit-post';
import { publishNow, retryPost } from '../../../models/studio/hasten-post';
import { Post, type PostStatus } from '../../../models/studio/post';
import { postText } from '../../../models/studio/post-text';
import { PublishAttempt } from '../../../models/studio/publish-attempt';
import { cancelPost, deletePost } from '../../../models/studio/stop-post';
import { createOwner } from '../../factories/owner';
import { contextAt, createPostRow, targetsOfPost, withPost } from '../../factories/post';
import { type CallEnd, PostPlatform } from '../../fakes/post-platform';
import { openTestDatabase, type TestKnex } from '../../support/knex';
import { postDependencies, Publisher } from '../../support/publisher';

const second = 1000;
const start = new Date('2026-12-01T08:00:00.000Z');
const dueAfter = 300 * second;

let test: TestKnex;
beforeAll(async () => void (test = await openTestDatabase()));
afterAll(async () => await test.close());

type Wish = 'edit' | 'move' | 'cancel' | 'delete' | 'publish_now' | 'retry';

interface Story {
  /** Wishes of the owner, each so many seconds after the start. */
  wishes: { wish: Wish; at: number }[];
  /** What the owner wants whenever a platform is called. */
  inCall: Wish | null;
  /** How the calls end, of each account. */
  ends: CallEnd[][];
}

const wish = fc.constantFrom<Wish>('edit', 'move', 'cancel', 'delete', 'publish_now', 'retry');
const stories: fc.Arbitrary<Story> = fc.record({
  wishes: fc.array(
    fc.record({
      wish,
      at: fc.oneof(fc.integer({ min: 0, max: 600 }), fc.integer({ min: 298, max: 302 })),
    }),
    { maxLength: 5 },
  ),
  inCall: fc.option(wish),
  ends: fc.array(
    fc.array(fc.constantFrom<CallEnd>('ok', 'lost_after', 'lost_before', 'later', 'refused'), {
      maxLength: 4,
    }),
    { minLength: 2, maxLength: 2 },
  ),
});

/** What has been promised to the owner so far, of one account. */
class Model {
  dueAt = start.getTime() + dueAfter;
  stopped = false;
  /** At the last claim. */
  text = '';
}

const reached: Record<Exclude<Wish, 'delete'>, PostStatus[]> = {
  edit: ['draft', 'scheduled', 'failed'],
  move: ['draft', 'scheduled', 'failed'],
  cancel: ['draft', 'scheduled'],
  publish_now: ['draft', 'scheduled'],
  retry: ['failed', 'unconfirmed'],
};

/** A post with an account at each of two platforms. */
class World {
  caption = 'Ripe plums.';
  edits = 0;
  private isPoked = false;
  readonly models = [new Model(), new Model()] as const;

  constructor(
    readonly postId: string,
    readonly publishers: readonly Publisher[],
  ) {}

  /** Tries a wish, and keeps in the models what was promised; it is refused when no account is left for it. */
  async want(kind: Wish, now: Date): Promise<void> {
    const before = await Promise.all(this.publishers.map(async (one) => (await one.row()).status));
    if ((await Post.query(test.database).findById(this.postId))?.deleted_at) return;
    const isPublishing = before.includes('publishing');
    const mayReach = kind === 'delete' ? ['draft', 'scheduled'] : reached[kind];
    const reaches = before.map((status) => mayReach.includes(status));
    const answer = await this.ask(kind, now);
    this.isPoked = true;
    expect(answer === 'post_publishing').toBe(isPublishing && !reaches.includes(true));
    if (kind === 'delete')
      expect(answer === 'cancelled').toBe(isPublishing && reaches.includes(true));
    if (answer !== 'honoured' && answer !== 'cancelled') return;
    if (kind === 'edit') this.caption = `Edit ${this.edits}.`;
    this.models.forEach((model, nth) => {
      if (kind === 'delete' && !isPublishing) model.stopped = true;
      if (!reaches[nth]) return;
      if (kind === 'cancel' || kind === 'delete') model.stopped = true;
      if (kind === 'move') model.dueAt = movedFrom(now).getTime();
      if (kind === 'publish_now' || kind === 'retry') model.dueAt = now.getTime();
    });
  }

  private async ask(kind: Wish, now: Date): Promise<string> {
    const caption = `Edit ${++this.edits}.`;
    const change = kind === 'edit' ? { caption } : { scheduled_time: movedFrom(now) };
    try {
      return await withPost(test.database, this.postId, async (held, tx) => {
        if (kind === 'edit' || kind === 'move') await editPost(tx, held, change, contextAt(now));
        if (kind === 'cancel') await cancelPost(tx, held, now);
        if (kind === 'publish_now') await publishNow(tx, held, now);
        if (kind === 'retry') await retryPost(tx, held, { include_unconfirmed: true, now });
        if (kind !== 'delete') return 'honoured';
        const isDeleted = await deletePost(tx, held, { ...contextAt(now), live: false });
        return isDeleted ? 'honoured' : 'cancelled';
      });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return error.code;
    }
  }

  /** Does what is due; the next instant at which something is. */
  async work(now: Date): Promise<Date | null> {
    const next: Date[] = [];
    this.isPoked = false;
    for (const publisher of this.publishers) {
      const at = await publisher.work(now);
      if (at) next.push(at);
    }
    // What was wished during the call of one may be work for the other, which was through.
    if (this.isPoked) return await this.work(now);
    return next.length === 0 ? null : new Date(Math.min(...next.map((at) => at.getTime())));
  }
}

const movedFrom = (now: Date): Date => new Date(now.getTime() + 90 * second);

async function tell({ wishes, inCall, ends }: Story): Promise<void> {
  const owner = await createOwner(test.database);
  const due = new Date(start.getTime() + dueAfter);
  const given = { platform: 'test', now: start, scheduled_time: due, accounts: 2 };
  const post = await createPostRow(test.database, owner, given);
  const targets = await targetsOfPost(test.database, post.id);
  const fakes = targets.map(() => new PostPlatform());
  const publishers = targets.map(({ id }, nth) => {
    const { platform } = fakes[nth] ?? new PostPlatform();
    return new Publisher(postDependencies(test.database, platform), id);
  });
  const world = new World(post.id, publishers);
  world.models.forEach((model, nth) => {
    const [fake, publisher] = [fakes[nth], publishers[nth]];
    if (!fake || !publisher) throw new Error('there are two accounts');
    fake.ends = [...(ends[nth] ?? [])];
    fake.onlyText = true;
    fake.meanwhile = async () => {
      model.text = postText({ caption: world.caption, hashtags: ['plums'] });
      expect(model.stopped).toBe(false);
      expect(publisher.now.getTime()).toBeGreaterThanOrEqual(model.dueAt);
      if (inCall) await world.want(inCall, publisher.now);
    };
  });
  let now = start;
  for (const { wish: kind, at } of [...wishes].sort((a, b) => a.at - b.at)) {
    const until = new Date(start.getTime() + at * second);
    // Time goes on until then, with what the workflow does on the way; at the very instant, the owner comes first.
    for (let next = await world.work(now); next && next < until; next = await world.work(now)) {
      now = next;
    }
    now = until;
    await world.want(kind, now);
  }
  for (let next = await world.work(now); next; next = await world.work(now)) now = next;
  for (const [nth, { text }] of world.models.entries()) {
    await judge(publishers[nth], fakes[nth], text);
  }
}

async function judge(publisher?: Publisher, fake?: PostPlatform, text = ''): Promise<void> {
  if (!publisher || !fake) throw new Error('there are two accounts');
  const row = await publisher.row();
  const attempts = await PublishAttempt.query(test.database).where({ target_id: row.id });
  expect(fake.live.length).toBeLessThanOrEqual(1);
  expect(['posted', 'failed', 'cancelled', 'draft']).toContain(row.status);
  expect(row.next_at).toBeNull();
  expect(fake.live.length).toBe(row.status === 'posted' ? 1 : 0);
  expect(attempts.filter(({ state }) => state === 'live')).toHaveLength(fake.live.length);
  expect(attempts.every(({ state }) => state === 'live' || state === 'failed')).toBe(true);
  expect(attempts).toHaveLength(fake.calls);
  for (const live of fake.live) expect(live.text).toBe(text);
}

it('honours what was promised, whatever comes when', async () => {
  await fc.assert(fc.asyncProperty(stories, tell), {
    numRuns: Number(process.env['POST_STORIES'] ?? 40),
  });
});
