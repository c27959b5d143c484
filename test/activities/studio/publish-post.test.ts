import { PublishAttempt } from '../../../models/studio/publish-attempt';
import { editPost } from '../../../models/studio/edit-post';
import { publishNow, retryPost } from '../../../models/studio/hasten-post';
import { Post } from '../../../models/studio/post';
import { cancelPost, deletePost } from '../../../models/studio/stop-post';
import { absentAfterMs, doubtMs } from '../../../models/studio/publish-times';
import { createOwner } from '../../factories/owner';
import {
  contextAt,
  createPicture,
  createPostRow,
  targetsOfPost,
  withPost,
} from '../../factories/post';
import { type CallEnd, PostPlatform } from '../../fakes/post-platform';
import { openTestDatabase, type TestKnex } from '../../support/knex';
import { postDependencies, Publisher } from '../../support/publisher';

const minute = 60_000;
const start = new Date('2026-12-01T08:00:00.000Z');
const due = new Date(start.getTime() + 60 * minute);
const after = (ms: number, from = due): Date => new Date(from.getTime() + ms);

let test: TestKnex;
let owner: string;
let fake: PostPlatform;
beforeAll(async () => void (test = await openTestDatabase()));
afterAll(async () => await test.close());
beforeEach(async () => {
  owner = await createOwner(test.database);
  await test.database('platform_limits').delete();
  fake = new PostPlatform();
});

/** A post due in an hour, and what publishes it. */
async function scheduled(given: Parameters<typeof createPostRow>[2] = {}) {
  const wish = { platform: 'test', now: start, scheduled_time: due, ...given };
  const post = await createPostRow(test.database, owner, wish);
  const targets = await targetsOfPost(test.database, post.id);
  const dependencies = postDependencies(test.database, fake.platform);
  const publishers = targets.map(({ id }) => new Publisher(dependencies, id));
  const [publisher] = publishers;
  if (!publisher) throw new Error('the post has no target');
  return { post, publisher, publishers };
}

const ledger = (target_id: string) =>
  PublishAttempt.query(test.database).where({ target_id }).orderBy('number');
const statusOfPost = async (id: string) =>
  (await Post.query(test.database).findById(id).throwIfNotFound()).status;
const events = (id: string) =>
  test.database('events').where({ subject_id: id }).orderBy('seq').pluck<string[]>('type');

describe('a post for one account', () => {
  it('is prepared two minutes ahead, goes live at its time, once, and says so', async () => {
    const { post, publisher } = await scheduled();
    expect(await publisher.work(start)).toEqual(after(-2 * minute));
    expect(await publisher.work(after(-2 * minute))).toEqual(due);
    expect(fake.live).toEqual([]);
    expect(await publisher.work(due)).toBeNull();
    expect(fake.live.map(({ text }) => text)).toEqual(['Ripe plums.\n\n#plums']);
    const [attempt, ...more] = await ledger(publisher.targetId);
    expect(more).toEqual([]);
    expect(attempt).toMatchObject({ number: 1, state: 'live', started_at: due, finished_at: due });
    expect(await publisher.row()).toMatchObject({ status: 'posted', external_id: 'at-1' });
    expect(await statusOfPost(post.id)).toBe('posted');
    expect(await events(post.id)).toEqual(['post.created', 'post.posted']);
  });

  const live: [CallEnd[], string][] = [
    [['lost_after'], 'the answer is lost after it went live'],
    [['lost_before'], 'the call is lost before it arrives'],
    [['later', 'later'], 'the platform asks to come back later'],
    [['lost_before', 'lost_after'], 'everything is lost in turn'],
  ];
  it.each(live)('is live once when %j: %s', async (ends) => {
    const { publisher } = await scheduled();
    fake.ends = [...ends];
    await publisher.finish(start);
    expect(await publisher.row()).toMatchObject({ status: 'posted', error_code: null });
    expect(fake.live).toHaveLength(1);
    const attempts = await ledger(publisher.targetId);
    expect(attempts.filter(({ state }) => state === 'live')).toHaveLength(1);
    expect(attempts.every(({ finished_at }) => finished_at !== null)).toBe(true);
    // The name under which a platform knows a repeat stays.
    expect(new Set(attempts.map(({ record_name }) => record_name)).size).toBe(1);
  });

  it('believes that a post is absent only when no call can be under way any more', async () => {
    const { publisher } = await scheduled();
    fake.ends = ['lost_before'];
    await publisher.work(after(-2 * minute));
    await publisher.work(due);
    let now = due;
    while (fake.calls === 1) now = (await publisher.work(now)) ?? now;
    expect(now.getTime()).toBeGreaterThanOrEqual(due.getTime() + absentAfterMs);
    expect(fake.live).toHaveLength(1);
  });

  it('is handed to a person when nobody can tell, who may have it tried again', async () => {
    const { post, publisher } = await scheduled();
    fake.ends = ['lost_after'];
    fake.tells = false;
    const end = await publisher.finish(start);
    expect(end.getTime() - due.getTime()).toBeGreaterThanOrEqual(doubtMs);
    expect(await publisher.row()).toMatchObject({ status: 'unconfirmed', next_at: null });
    expect(await events(post.id)).toContain('post.unconfirmed');
    const retry = (include_unconfirmed: boolean) =>
      withPost(test.database, post.id, (held, tx) =>
        retryPost(tx, held, { include_unconfirmed, now: end }),
      );
    await expect(retry(false)).rejects.toMatchObject({ code: 'nothing_to_retry' });
    await retry(true);
    await publisher.finish(end);
    expect(await publisher.row()).toMatchObject({ status: 'posted' });
  });

  it('does not take the live post of an equal one for its own', async () => {
    fake.onlyText = true;
    const first = await scheduled();
    await first.publisher.finish(start);
    const { account_id, external_id } = await first.publisher.row();
    fake.ends = ['lost_before'];
    const second = await scheduled({
      targets: [{ account_id: account_id ?? '', pointer: '/accounts/0' }],
    });
    await second.publisher.finish(start);
    expect(external_id).toBe('at-1');
    expect(await second.publisher.row()).toMatchObject({
      ...{ status: 'unconfirmed', external_id: null },
    });
  });

  it('fails with the words of the platform, and its owner hears of it', async () => {
    const { post, publisher } = await scheduled();
    fake.ends = ['refused'];
    await publisher.finish(start);
    expect(await publisher.row()).toMatchObject({ status: 'failed', error_code: 'duplicate_post' });
    expect(await events(post.id)).toContain('post.failed');
    expect(fake.live).toEqual([]);
  });

  it('does not go live when its picture was deleted meanwhile', async () => {
    const picture = await createPicture(test.database, owner);
    const { publisher } = await scheduled({ image_ids: [picture.id] });
    await test.database('studio_images').where({ id: picture.id }).update({ deleted_at: start });
    await publisher.finish(start);
    expect(await publisher.row()).toMatchObject({ status: 'failed', error_code: 'image_deleted' });
    expect(fake.calls).toBe(0);
  });

  it('is a draft when it is due and nobody has agreed', async () => {
    const { post, publisher } = await scheduled({ approval: {} });
    await publisher.finish(start);
    expect(await publisher.row()).toMatchObject({ status: 'draft', error_code: 'not_approved' });
    expect(await events(post.id)).toContain('post.withheld');
    await expect(
      withPost(test.database, post.id, (held, tx) => publishNow(tx, held, due)),
    ).rejects.toMatchObject({ code: 'post_not_approved' });
  });

  it('is not published when it could not be for more than a day', async () => {
    const { publisher } = await scheduled();
    await publisher.work(after(25 * 60 * minute));
    expect(await publisher.row()).toMatchObject({ status: 'failed', error_code: 'too_late' });
  });
});

describe('what its owner wants meanwhile', () => {
  it('is honoured a moment before, with the text of the edit', async () => {
    const { post, publisher } = await scheduled();
    await publisher.work(after(-2 * minute));
    await withPost(test.database, post.id, (held, tx) =>
      editPost(tx, held, { caption: 'Riper.' }, contextAt(after(-1))),
    );
    await publisher.work(due);
    expect(fake.live.map(({ text }) => text)).toEqual(['Riper.\n\n#plums']);
  });

  it('is honoured while the post is prepared: what was found of the old text fails nothing', async () => {
    const { post, publisher } = await scheduled();
    fake.check = async () => {
      fake.check = () => Promise.resolve([]);
      await withPost(test.database, post.id, (held, tx) =>
        editPost(tx, held, { caption: 'Shorter.' }, contextAt(after(-minute))),
      );
      const found = { code: 'caption_too_long', detail: 'too long', fix: 'shorten' };
      return [{ ...found, severity: 'error' }];
    };
    await publisher.finish(start);
    expect(fake.live.map(({ text }) => text)).toEqual(['Shorter.\n\n#plums']);
  });

  it('keeps what is tried again due since then, when it is edited', async () => {
    const { post, publisher } = await scheduled();
    fake.ends = ['refused'];
    await publisher.finish(start);
    const again = after(2 * 24 * 60 * minute);
    await withPost(test.database, post.id, async (held, tx) => {
      await retryPost(tx, held, { include_unconfirmed: false, now: again });
      await editPost(tx, held, { caption: 'Riper.' }, contextAt(after(1, again)));
    });
    expect(await publisher.row()).toMatchObject({ status: 'scheduled', due_at: again });
    await publisher.finish(after(minute, again));
    expect(fake.live.map(({ text }) => text)).toEqual(['Riper.\n\n#plums']);
  });

  it('is refused while the platform is called, and nothing changes', async () => {
    const { post, publisher } = await scheduled();
    const wishes = [
      () =>
        withPost(test.database, post.id, (held, tx) =>
          editPost(tx, held, { caption: 'Riper.' }, contextAt(due)),
        ),
      () => withPost(test.database, post.id, (held, tx) => cancelPost(tx, held, due)),
      () =>
        withPost(test.database, post.id, (held, tx) =>
          deletePost(tx, held, { ...contextAt(due), live: false }),
        ),
      () => withPost(test.database, post.id, (held, tx) => publishNow(tx, held, due)),
    ];
    const refusals: unknown[] = [];
    fake.meanwhile = async () => {
      for (const wish of wishes) refusals.push(await wish().catch((error: unknown) => error));
    };
    await publisher.finish(start);
    expect(refusals).toEqual(
      wishes.map(() => expect.objectContaining({ code: 'post_publishing' })),
    );
    expect(fake.live.map(({ text }) => text)).toEqual(['Ripe plums.\n\n#plums']);
  });

  it('deletes the live post, where it is wanted', async () => {
    const { post, publisher } = await scheduled();
    const end = await publisher.finish(start);
    await withPost(test.database, post.id, (held, tx) =>
      deletePost(tx, held, { ...contextAt(end), live: true }),
    );
    await publisher.finish(end);
    expect(fake.live).toEqual([]);
    expect(await events(post.id)).toEqual([
      ...['post.created', 'post.posted', 'post.deleted', 'post.removed'],
    ]);
  });
});

describe('a post for several accounts', () => {
  it('is live for the others when one fails', async () => {
    const { post, publishers } = await scheduled({ accounts: 3 });
    fake.ends = ['refused'];
    for (const publisher of publishers) await publisher.finish(start);
    const rows = await targetsOfPost(test.database, post.id);
    expect(rows.map(({ status }) => status)).toEqual(['failed', 'posted', 'posted']);
    expect(await statusOfPost(post.id)).toBe('failed');
  });
});
