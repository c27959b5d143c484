import {
  cancelBatch,
  connectSocialAccount,
  listPosts,
  schedulePosts,
  type SchedulePostsResponse,
} from '../../clients/typescript';
import type { Client } from '../../clients/typescript/client';
import { chunksAtOnce } from '../../worker/inference-process';
import { manyPictures } from './pictures';
import { expectWhole, middleOf, readBatch, RunningStack, startBatch } from './running-stack';
import { until } from '../support/until';

const total = 600;

let stack: RunningStack;
beforeAll(async () => void (stack = await RunningStack.start()));
afterAll(async () => await stack.stop());

describe('a batch survives', () => {
  it.each(['inference', 'worker', 'api', 'temporal', 'postgres'])(
    'a kill -9 of %s in its middle',
    async (name) => {
      const client = await stack.user();
      const { id } = await startBatch(client, await manyPictures(total));
      await middleOf(client, id);
      await stack.kill(name);
      await expectWhole(stack, client, id, total);
      await stack.whole();
    },
    300_000,
  );

  it('an orderly restart of PostgreSQL in its middle', async () => {
    const client = await stack.user();
    const { id } = await startBatch(client, await manyPictures(total));
    await middleOf(client, id);
    await stack.driver.restart('postgres');
    await expectWhole(stack, client, id, total);
    await stack.whole();
  }, 300_000);

  it('the loss of the Temporal file in its middle', async () => {
    const client = await stack.user();
    const { id } = await startBatch(client, await manyPictures(total));
    await middleOf(client, id);
    await stack.driver.deleteTemporalFile();
    await expectWhole(stack, client, id, total);
    await stack.whole();
  }, 300_000);
});

describe('a batch that is accepted', () => {
  it('while Temporal is down runs when it is back', async () => {
    const client = await stack.user();
    await stack.driver.hold('temporal');
    const { id, state } = await startBatch(client, await manyPictures(20));
    expect(state).toBe('pending');
    await stack.driver.release('temporal');
    await expectWhole(stack, client, id, 20);
    await stack.whole();
  }, 300_000);

  it('by an API that is killed before it told Temporal runs all the same', async () => {
    const client = await stack.user();
    await stack.driver.hold('temporal');
    const { id } = await startBatch(client, await manyPictures(20));
    await stack.driver.hold('worker');
    await stack.kill('api');
    const waiting = await stack.query(`select 1 from workflow_commands where subject_id = $1`, [
      id,
    ]);
    expect(waiting).toHaveLength(1);
    await stack.driver.release('temporal');
    await stack.driver.release('worker');
    await expectWhole(stack, client, id, 20);
    await stack.whole();
  }, 300_000);
});

describe('one person with 5,000 pictures', () => {
  it('does not delay another with ten, by order of execution', async () => {
    const [patient, quick] = [await stack.user(), await stack.user()];
    const large = await startBatch(patient, await manyPictures(5_000));
    await middleOf(patient, large.id);
    const small = await startBatch(quick, await manyPictures(10));
    await until(async () => (await readBatch(quick, small.id))?.state === 'finished');
    expect((await readBatch(patient, large.id))?.counts.pending).toBeGreaterThan(0);
    await cancelBatch({ client: patient, path: { id: large.id }, throwOnError: true });
    await until(async () => (await readBatch(patient, large.id))?.state === 'cancelled');
    const [ten] = await stack.chunks(small.id);
    const others = await stack.chunks(large.id);
    if (!ten) throw new Error('the ten were never started');
    const overtaking = others.filter(
      ({ started }) => started > ten.scheduled && started < ten.started,
    );
    // In a common line all that had been queued before would; in fair turns at most one for each place of the worker.
    expect(overtaking.length).toBeLessThanOrEqual(chunksAtOnce);
  }, 300_000);

  it('does not delay the posts of another, which are live before the pictures are done', async () => {
    const [patient, author] = [await stack.user(), await stack.user()];
    const [path, body] = [{ platform: 'dry-run' }, { identifier: 'author' }];
    await connectSocialAccount({ client: author, path, body, throwOnError: true });
    const large = await startBatch(patient, await manyPictures(5_000));
    await middleOf(patient, large.id);
    const { lines } = await postsDue(author, 50, new Date(Date.now() + 5_000));
    expect(lines).toHaveLength(50);
    await until(async () => (await posted(author)) === 50);
    expect((await readBatch(patient, large.id))?.counts.pending).toBeGreaterThan(0);
    await cancelBatch({ client: patient, path: { id: large.id }, throwOnError: true });
    await until(async () => (await readBatch(patient, large.id))?.state === 'cancelled');
  }, 300_000);
});

async function postsDue(
  client: Client,
  count: number,
  instant: Date,
): Promise<SchedulePostsResponse> {
  const one = { platform: 'dry-run', scheduled_time: instant.toISOString() };
  const posts = Array.from({ length: count }, (_, n) => ({ ...one, caption: `Basket ${n}` }));
  return (await schedulePosts({ client, body: { posts }, throwOnError: true })).data;
}

async function posted(client: Client): Promise<number> {
  const query = { status: 'posted' as const, limit: 100 };
  return (await listPosts({ client, query, throwOnError: true })).data.results.length;
}
