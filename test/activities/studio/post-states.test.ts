// Edits, cancellations, deletions and publishing at once, at every instant around the due time and while the platform is
// called, with answers that get lost: whatever the order, what was honoured is what is live, once, and never early.
import fc from 'fast-check';
import { AppError } from '../../../foundation/errors';
import { editPost } from '../../../models/studio/edit-post';
import { publishNow, retryPost } from '../../../models/studio/hasten-post';
import { Post } from '../../../models/studio/post';
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
  /** What the owner wants while the platform is called for the first time. */
  inCall: Wish | null;
  ends: CallEnd[];
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
  ends: fc.array(fc.constantFrom<CallEnd>('ok', 'lost_after', 'lost_before', 'later', 'refused'), {
    maxLength: 4,
  }),
});

/** What has been promised to the owner so far. */
class Model {
  caption = 'Ripe plums.';
  dueAt = start.getTime() + dueAfter;
  stopped = false;
  edits = 0;
}

/** Tries a wish, and keeps in the model what was promised; refusals must have a reason. */
async function want(kind: Wish, postId: string, now: Date, model: Model): Promise<string> {
  const caption = `Edit ${++model.edits}.`;
  const moved = new Date(now.getTime() + 90 * second);
  try {
    await withPost(test.database, postId, async (held, tx) => {
      if (held.post.deleted_at) return;
      if (kind === 'edit') await editPost(tx, held, { caption }, contextAt(now));
      if (kind === 'move') await editPost(tx, held, { scheduled_time: moved }, contextAt(now));
      if (kind === 'cancel') await cancelPost(tx, held, now);
      if (kind === 'delete') await deletePost(tx, held, { ...contextAt(now), live: false });
      if (kind === 'publish_now') await publishNow(tx, held, now);
      if (kind === 'retry') await retryPost(tx, held, { include_unconfirmed: true, now });
    });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.code;
  }
  if (kind === 'edit') model.caption = caption;
  if (kind === 'move') model.dueAt = moved.getTime();
  if (kind === 'publish_now' || kind === 'retry') model.dueAt = now.getTime();
  if (kind === 'cancel' || kind === 'delete') model.stopped = true;
  return 'honoured';
}

async function tell({ wishes, inCall, ends }: Story): Promise<void> {
  const owner = await createOwner(test.database);
  const fake = new PostPlatform();
  const due = new Date(start.getTime() + dueAfter);
  const given = { platform: 'test', now: start, scheduled_time: due };
  const post = await createPostRow(test.database, owner, given);
  const [target] = await targetsOfPost(test.database, post.id);
  const publisher = new Publisher(postDependencies(test.database, fake.platform), target?.id ?? '');
  const model = new Model();
  let now = start;
  let promised: { text: string; stopped: boolean; dueAt: number } | undefined;
  fake.ends = [...ends];
  fake.meanwhile = async () => {
    promised = { text: postText({ caption: model.caption, hashtags: ['plums'] }), ...model };
    expect(promised.stopped).toBe(false);
    expect(publisher.now.getTime()).toBeGreaterThanOrEqual(promised.dueAt);
    if (inCall) {
      const answer = await want(inCall, post.id, publisher.now, model);
      expect(answer).toBe('post_publishing');
    }
  };
  const inOrder = [...wishes].sort((a, b) => a.at - b.at);
  for (const { wish: kind, at } of inOrder) {
    const until = new Date(start.getTime() + at * second);
    // Time goes on until then, with what the workflow does on the way; at the very instant, the owner comes first.
    for (let next = await publisher.work(now); next && next < until;) {
      now = next;
      next = await publisher.work(now);
    }
    now = until;
    if ((await Post.query(test.database).findById(post.id))?.deleted_at) continue;
    const before = await publisher.row();
    const answer = await want(kind, post.id, now, model);
    expect(answer === 'post_publishing').toBe(before.status === 'publishing');
  }
  await publisher.finish(now);
  await judge(publisher, fake, promised?.text);
}

async function judge(publisher: Publisher, fake: PostPlatform, text = ''): Promise<void> {
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
