// Targets that are taken, and calls that are written down, many at a time.
import { type Transaction, transaction } from '../../../foundation/transaction';
import {
  claimAlone,
  claimTarget,
  claimTargets,
  type ClaimedTarget,
} from '../../../models/studio/claim-targets';
import { editPost } from '../../../models/studio/edit-post';
import { readMaterial } from '../../../models/studio/plan-publishing';
import { Post } from '../../../models/studio/post';
import { PostTarget } from '../../../models/studio/post-target';
import { PublishAttempt } from '../../../models/studio/publish-attempt';
import { callLimitMs } from '../../../models/studio/publish-times';
import { settleCall } from '../../../models/studio/settle-attempt';
import { settleCalls } from '../../../models/studio/settle-calls';
import { keepContainer } from '../../../models/studio/work-target';
import { createOwner } from '../../factories/owner';
import { contextAt, createPostRow, targetsOfPost, withPost } from '../../factories/post';
import { openTestDatabase, type TestKnex } from '../../support/knex';

const start = new Date('2026-12-01T08:00:00.000Z');
const due = new Date('2026-12-01T09:00:00.000Z');
const after = (ms: number): Date => new Date(due.getTime() + ms);

let test: TestKnex;
let owner: string;
beforeAll(async () => void (test = await openTestDatabase()));
afterAll(async () => await test.close());
beforeEach(async () => void (owner = await createOwner(test.database)));

/** The targets of a post that is prepared and due. */
async function prepared(accounts = 1): Promise<PostTarget[]> {
  const wish = { now: start, scheduled_time: due, accounts };
  const post = await createPostRow(test.database, owner, wish);
  for (const { id, updated_at: seen } of await targetsOfPost(test.database, post.id)) {
    const { hash = '' } = (await readMaterial(test.database, id)) ?? {};
    const made = { hash, seen, container: { made: id }, ask_again_at: null };
    await transaction(test.database, (tx) => keepContainer(tx, id, made, after(-60_000)));
  }
  return await targetsOfPost(test.database, post.id);
}

const wishOf = ({ id }: PostTarget, now = due) => ({ target_id: id, claim: `claim ${id}`, now });
const claimAll = async (targets: PostTarget[], now = due) =>
  await transaction(test.database, (tx) =>
    claimTargets(
      tx,
      targets.map((target) => wishOf(target, now)),
    ),
  );
const rowOf = async ({ id }: PostTarget) =>
  await PostTarget.query(test.database).findById(id).throwIfNotFound();
const postOf = async ({ post_id }: PostTarget) =>
  await Post.query(test.database).findById(post_id).throwIfNotFound();
const eventsOf = ({ post_id }: PostTarget) =>
  test.database('events').where({ subject_id: post_id }).orderBy('seq').pluck<string[]>('type');

const attemptOf = (claimed: unknown): PublishAttempt => (claimed as ClaimedTarget).attempt;
const isTaken = (claimed: unknown): boolean => typeof claimed === 'object' && claimed !== null;

/** What of rows does not tell which they are. */
const plain = (row: object, names: string[]) =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));

const own = ['id', 'post_id', 'owner_id', 'account_id', 'created_at', 'container', 'claim'];
const ownOfAttempt = [...own, 'target_id', 'record_name'];

/** A target that was taken and is live, alone or in a batch, with its post, its ledger and what is asked for. */
async function outcomeOf(together: boolean): Promise<unknown> {
  const [target] = await prepared();
  if (!target) throw new Error('the post has no target');
  const wish = wishOf(target);
  const [claimed] = together
    ? await claimAll([target])
    : [await transaction(test.database, (tx) => claimTarget(tx, wish, due))];
  const begun = plain(await rowOf(target), own);
  const { status, version } = await postOf(target);
  const attempt_id = attemptOf(claimed).id;
  const [ids, live] = [
    { target_id: target.id, attempt_id },
    { external_id: 'x', permalink: null },
  ];
  const settle = async (tx: Transaction): Promise<void> => {
    if (!together) return await settleCall(tx, ids, { live }, after(5));
    expect(await settleCalls(tx, [{ ...ids, live, now: after(5) }])).toEqual([true]);
  };
  await transaction(test.database, settle);
  const attempt = await PublishAttempt.query(test.database).findById(attempt_id);
  const command = await test
    .database('workflow_commands')
    .where({ subject_id: target.id, workflow_type: 'measurePost' })
    .first<Record<string, unknown>>('workflow_type', 'poke', 'restart', 'next_attempt_at');
  const post = await postOf(target);
  return {
    ...{ begun, status, version, command, events: await eventsOf(target) },
    ...{ live: plain(await rowOf(target), own), attempt: plain(attempt ?? {}, ownOfAttempt) },
    post: plain(post, own),
  };
}

describe('targets that are taken together', () => {
  it('become what each becomes alone, and so do those that are live', async () => {
    expect(await outcomeOf(true)).toEqual(await outcomeOf(false));
  });

  it('are fifty of as many posts, by few statements', async () => {
    const targets = (await Promise.all(Array.from({ length: 50 }, () => prepared()))).flat();
    const statements: string[] = [];
    const note = ({ sql }: { sql: string }): void => void statements.push(sql);
    test.database.on('query', note);
    const claimed = await claimAll(targets);
    test.database.removeListener('query', note);
    expect(claimed.every(isTaken)).toBe(true);
    expect(statements.length).toBeLessThan(15);
    expect(claimed.map((one) => attemptOf(one).target_id)).toEqual(targets.map(({ id }) => id));
    expect(claimed.map((one) => (one as ClaimedTarget).container['made'])).toEqual(
      targets.map(({ id }) => id),
    );
    const rows = await Promise.all(targets.map(rowOf));
    expect(rows.map(({ claim }) => claim)).toEqual(targets.map(({ id }) => `claim ${id}`));
    const answers = targets.map(({ id: target_id }, nth) => ({
      ...{ target_id, attempt_id: attemptOf(claimed[nth]).id, now: after(nth) },
      live: { external_id: `at-${nth}`, permalink: null },
    }));
    const done = await transaction(test.database, (tx) => settleCalls(tx, answers));
    expect(done).toEqual(targets.map(() => true));
    const live = await Promise.all(targets.map(rowOf));
    expect(live.map(({ external_id }) => external_id)).toEqual(targets.map((_, n) => `at-${n}`));
    expect(live.map(({ posted_at }) => posted_at)).toEqual(targets.map((_, n) => after(n)));
    const posts = await Promise.all(targets.map(postOf));
    expect(posts.every(({ status }) => status === 'posted')).toBe(true);
  });

  it('change a post once that has several of them', async () => {
    const targets = await prepared(3);
    const [first] = targets;
    if (!first) throw new Error('the post has no target');
    const { version } = await postOf(first);
    const claimed = await claimAll(targets);
    expect(claimed.every(isTaken)).toBe(true);
    expect(await postOf(first)).toMatchObject({ status: 'publishing', version: version + 1 });
    const answers = targets.map(({ id: target_id }, nth) => ({
      ...{ target_id, attempt_id: attemptOf(claimed[nth]).id, now: after(nth) },
      live: { external_id: `at-${nth}`, permalink: null },
    }));
    await transaction(test.database, (tx) => settleCalls(tx, answers.slice(0, 2)));
    expect(await postOf(first)).toMatchObject({ status: 'publishing', version: version + 2 });
    await transaction(test.database, (tx) => settleCalls(tx, answers));
    const end = { status: 'posted', version: version + 3, posted_at: after(2) };
    expect(await postOf(first)).toMatchObject(end);
    expect(await eventsOf(first)).toEqual(['post.created', ...targets.map(() => 'post.posted')]);
  });

  it('are taken once, however often they are asked for', async () => {
    const [target] = await prepared();
    if (!target) throw new Error('the post has no target');
    const claimed = await claimAll([target, target]);
    expect(claimed.map(isTaken)).toEqual([true, false]);
    expect(await claimAll([target])).toEqual([null]);
    expect(await PublishAttempt.query(test.database).where({ target_id: target.id })).toHaveLength(
      1,
    );
  });

  it('begin each at its own instant, and not before its time', async () => {
    const [a, b, c] = [await prepared(), await prepared(), await prepared()].flat();
    if (!a || !b || !c) throw new Error('a post has no target');
    const wishes = [wishOf(a, due), wishOf(b, after(700)), wishOf(c, after(-1))];
    const claimed = await transaction(test.database, (tx) => claimTargets(tx, wishes));
    expect(claimed.map(isTaken)).toEqual([true, true, false]);
    expect((await rowOf(a)).next_at).toEqual(after(callLimitMs));
    expect((await rowOf(b)).next_at).toEqual(after(callLimitMs + 700));
    expect((await rowOf(c)).status).toBe('scheduled');
  });

  it('leave to themselves what is unusual, of which nothing is written', async () => {
    const targets = (await Promise.all(Array.from({ length: 6 }, () => prepared()))).flat();
    const [good, changed, late, stale, gone, removed] = targets;
    if (!good || !changed || !late || !stale || !gone || !removed) throw new Error('none');
    const { database } = test;
    await database('posts').where({ id: changed.post_id }).update({ caption: 'Rotten.' });
    const twoDays = after(-48 * 3_600_000);
    await PostTarget.query(database).findById(late.id).patch({ due_at: twoDays });
    await PostTarget.query(database)
      .findById(stale.id)
      .patch({ container: { old: true } });
    await database('social_accounts')
      .where({ id: gone.account_id })
      .update({ state: 'disconnected' });
    await PostTarget.query(database).findById(removed.id).patch({ account_id: null });
    const before = await Promise.all([changed, late, stale, gone, removed].map(rowOf));
    const claimed = await claimAll(targets);
    expect(claimed.map((one) => (isTaken(one) ? 'taken' : one))).toEqual([
      ...['taken', claimAlone, claimAlone, claimAlone, claimAlone, claimAlone],
    ]);
    expect(await Promise.all([changed, late, stale, gone, removed].map(rowOf))).toEqual(before);
    const alone = await transaction(database, (tx) => claimTarget(tx, wishOf(late), due));
    expect(alone).toBeNull();
    expect(await rowOf(late)).toMatchObject({ status: 'failed', error_code: 'too_late' });
  });

  it('wait for no edit; the edited post is not taken with them', async () => {
    const [edited, other] = [await prepared(), await prepared()].flat();
    if (!edited || !other) throw new Error('a post has no target');
    const claimed = await withPost(test.database, edited.post_id, async (held, tx) => {
      await editPost(tx, held, { caption: 'Better plums.' }, contextAt(after(-1)));
      return await claimAll([edited, other]);
    });
    expect(claimed.map((one) => (isTaken(one) ? 'taken' : one))).toEqual([claimAlone, 'taken']);
    const alone = await transaction(test.database, (tx) => claimTarget(tx, wishOf(edited), due));
    expect(alone).toBeNull();
    expect(await rowOf(edited)).toMatchObject({ status: 'scheduled' });
    expect(await PublishAttempt.query(test.database).where({ target_id: edited.id })).toEqual([]);
  });

  it('hold against an edit that comes while they are taken', async () => {
    const [target, other] = [await prepared(), await prepared()].flat();
    if (!target || !other) throw new Error('a post has no target');
    const edit = async () =>
      await withPost(test.database, target.post_id, async (held, tx) => {
        await editPost(tx, held, { caption: 'Better plums.' }, contextAt(after(1)));
      });
    let edited: Promise<unknown> = Promise.resolve();
    await transaction(test.database, async (tx) => {
      const claimed = await claimTargets(tx, [wishOf(target), wishOf(other)]);
      expect(claimed.every(isTaken)).toBe(true);
      edited = edit().catch((error: unknown) => error);
    });
    expect(await edited).toMatchObject({ code: 'post_publishing' });
    expect((await postOf(target)).caption).toBe('Ripe plums.');
  });

  it('are written down as live only while nobody else has settled them', async () => {
    const [target, other] = [await prepared(), await prepared()].flat();
    if (!target || !other) throw new Error('a post has no target');
    const claimed = await claimAll([target, other]);
    const answers = [target, other].map(({ id: target_id }, nth) => ({
      ...{ target_id, attempt_id: attemptOf(claimed[nth]).id, now: after(9) },
      live: { external_id: `at-${nth}`, permalink: null },
    }));
    const why = { kind: 'refused', code: 'forbidden', detail: null, status: 403 } as const;
    const ids = { target_id: target.id, attempt_id: attemptOf(claimed[0]).id };
    await transaction(test.database, (tx) => settleCall(tx, ids, { problem: why }, after(3)));
    const done = await transaction(test.database, (tx) => settleCalls(tx, answers));
    expect(done).toEqual([false, true]);
    expect(await rowOf(target)).toMatchObject({ status: 'failed', error_code: 'forbidden' });
    expect(await transaction(test.database, (tx) => settleCalls(tx, answers))).toEqual([
      ...[false, false],
    ]);
    expect(await eventsOf(other)).toEqual(['post.created', 'post.posted']);
  });
});
