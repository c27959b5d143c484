// A post with two accounts: for the first a platform was called and nobody knows what came of it, the second still waits.
import { editPost } from '../../../models/studio/edit-post';
import { publishNow, retryPost } from '../../../models/studio/hasten-post';
import { Post } from '../../../models/studio/post';
import { cancelPost, deletePost } from '../../../models/studio/stop-post';
import { createOwner } from '../../factories/owner';
import { contextAt, createPostRow, targetsOfPost, withPost } from '../../factories/post';
import { type CallEnd, PostPlatform } from '../../fakes/post-platform';
import { openTestDatabase, type TestKnex } from '../../support/knex';
import { postDependencies, Publisher } from '../../support/publisher';

const start = new Date('2026-12-01T08:00:00.000Z');
const due = new Date(start.getTime() + 3_600_000);
const at = new Date(due.getTime() + 600_000);

let test: TestKnex;
beforeAll(async () => void (test = await openTestDatabase()));
afterAll(async () => await test.close());

async function inDoubt(end: CallEnd = 'lost_after', others: CallEnd[] = []) {
  const given = { platform: 'test', now: start, scheduled_time: due, accounts: 2 };
  const post = await createPostRow(test.database, await createOwner(test.database), given);
  const targets = await targetsOfPost(test.database, post.id);
  const platforms = targets.map(() => new PostPlatform());
  const [first, second] = targets.map(({ id }, nth) => {
    const { platform } = platforms[nth] ?? new PostPlatform();
    return new Publisher(postDependencies(test.database, platform), id);
  });
  const [asked, free] = platforms;
  if (!first || !second || !asked || !free) throw new Error('there are two accounts');
  Object.assign(asked, { ends: [end], tells: false, onlyText: true });
  free.ends = others;
  await first.work(new Date(due.getTime() - 60_000));
  await first.work(due);
  const want = <T>(work: Parameters<typeof withPost<T>>[2]) =>
    withPost(test.database, post.id, work).catch((error: { code: string }) => error.code);
  const read = () => Post.query(test.database).findById(post.id).throwIfNotFound();
  const states = async () => [(await first.row()).status, (await second.row()).status];
  return { asked, free, first, second, want, read, states };
}

it('is cancelled for the account that waits', async () => {
  const { want, states } = await inDoubt();
  const cancel = () => want((held, tx) => cancelPost(tx, held, at));
  expect(await cancel()).toBeUndefined();
  expect(await states()).toEqual(['publishing', 'cancelled']);
  expect(await cancel()).toBe('post_publishing');
});

it.each<CallEnd>(['lost_before', 'lost_after'])(
  'is cancelled where nothing came of the call, and stays live where something did (%s)',
  async (end) => {
    const { want, states, asked, first } = await inDoubt(end);
    await want((held, tx) => cancelPost(tx, held, at));
    asked.tells = true;
    await first.finish(at);
    const isLive = end === 'lost_after';
    expect(await states()).toEqual([isLive ? 'posted' : 'cancelled', 'cancelled']);
    expect(asked.calls).toBe(1);
    expect(asked.live).toHaveLength(isLive ? 1 : 0);
  },
);

it('is tried again when it was cancelled, given up in doubt, and is wanted after all', async () => {
  const { want, states, asked, first } = await inDoubt('lost_before');
  await want((held, tx) => cancelPost(tx, held, at));
  const end = await first.finish(at);
  expect(await states()).toEqual(['unconfirmed', 'cancelled']);
  asked.tells = true;
  await want((held, tx) => retryPost(tx, held, { include_unconfirmed: true, now: end }));
  await first.finish(end);
  expect(await states()).toEqual(['posted', 'cancelled']);
});

it('is not tried again for an account that an edit takes out, unless another names it again', async () => {
  for (const isNamedAgain of [false, true]) {
    const { want, states, asked, first, second } = await inDoubt('lost_before');
    const name = async (...publishers: Publisher[]) => {
      const rows = await Promise.all(publishers.map((publisher) => publisher.row()));
      const targets = rows.map(({ account_id }, nth) => {
        return { account_id: account_id ?? '', pointer: `/accounts/${nth}` };
      });
      await want((held, tx) => editPost(tx, held, { targets }, contextAt(at)));
    };
    await name(second);
    if (isNamedAgain) await name(first, second);
    asked.tells = true;
    await first.finish(at);
    expect((await states())[0]).toBe(isNamedAgain ? 'posted' : 'cancelled');
  }
});

it('is not deleted yet, and goes to no other account either', async () => {
  const { want, states, read, asked, first } = await inDoubt();
  const remove = (now: Date) =>
    want((held, tx) => deletePost(tx, held, { ...contextAt(now), live: false }));
  expect(await remove(at)).toBe(false);
  expect(await states()).toEqual(['publishing', 'cancelled']);
  expect((await read()).deleted_at).toBeNull();
  expect(await remove(at)).toBe('post_publishing');
  asked.tells = true;
  const end = await first.finish(at);
  expect(await remove(end)).toBe(true);
  expect((await read()).deleted_at).toEqual(end);
});

it('shows the words of an edit where it is not live, and is found by those it went out with', async () => {
  const { want, asked, free, first, second } = await inDoubt();
  const change = { caption: 'Riper.', link: 'https://example.org/plums', image_ids: [] };
  expect(await want((held, tx) => editPost(tx, held, change, contextAt(at)))).toBeUndefined();
  asked.tells = true;
  await first.finish(at);
  await second.finish(at);
  expect(await first.row()).toMatchObject({ status: 'posted', external_id: 'at-1' });
  expect(asked.live.map(({ text }) => text)).toEqual(['Ripe plums.\n\n#plums']);
  expect(free.live.map(({ text }) => text)).toEqual(['Riper.\n\n#plums']);
});

it('shows the words of an edit everywhere when nothing came of the call', async () => {
  const { want, asked, first } = await inDoubt('lost_before');
  const change = { caption: 'Riper.' };
  await want((held, tx) => editPost(tx, held, change, contextAt(at)));
  asked.tells = true;
  await first.finish(at);
  expect(asked.live.map(({ text }) => text)).toEqual(['Riper.\n\n#plums']);
});

it('is published now for the account that waits', async () => {
  const { want, free, second, states } = await inDoubt();
  expect(await want((held, tx) => publishNow(tx, held, at))).toBeUndefined();
  await second.finish(at);
  expect(free.live).toHaveLength(1);
  expect(await states()).toEqual(['publishing', 'posted']);
  expect(await want((held, tx) => publishNow(tx, held, at))).toBe('post_publishing');
});

it('is tried again for the account where it failed', async () => {
  const { want, free, second, states } = await inDoubt('lost_after', ['refused']);
  const retry = () =>
    want((held, tx) => retryPost(tx, held, { include_unconfirmed: true, now: at }));
  expect(await retry()).toBe('post_publishing');
  await second.finish(at);
  expect(await states()).toEqual(['publishing', 'failed']);
  expect(await retry()).toBeUndefined();
  await second.finish(at);
  expect(free.live).toHaveLength(1);
});

it('is not deleted with what is live as long as nobody knows whether it is', async () => {
  const { want, asked, free, first, second, read, states } = await inDoubt();
  await second.finish(due);
  const end = await first.finish(at);
  expect(await states()).toEqual(['unconfirmed', 'posted']);
  const remove = (live: boolean) =>
    want((held, tx) => deletePost(tx, held, { ...contextAt(end), live }));
  expect(await remove(true)).toBe('post_unconfirmed');
  expect((await read()).deleted_at).toBeNull();
  await second.finish(end);
  expect([asked.live.length, free.live.length]).toEqual([1, 1]);
  expect(await remove(false)).toBe(true);
});
