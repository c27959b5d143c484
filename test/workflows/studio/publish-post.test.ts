import type { WorkflowHandle } from '@temporalio/client';
import { createPostActivities } from '../../../activities/studio/publish-post';
import { editPost } from '../../../models/studio/edit-post';
import { PostTarget } from '../../../models/studio/post-target';
import { PublishAttempt } from '../../../models/studio/publish-attempt';
import { cancelPost } from '../../../models/studio/stop-post';
import { pokeSignal } from '../../../workflows/operations/contract';
import { preparedBeforeMs, publishWorkflowId } from '../../../workflows/studio/contract';
import { createOwner } from '../../factories/owner';
import { contextAt, createPostRow, targetsOfPost, withPost } from '../../factories/post';
import { PostPlatform } from '../../fakes/post-platform';
import { keepHistory } from '../../replay/history-files';
import { openTestDatabase, type TestKnex } from '../../support/knex';
import { postDependencies } from '../../support/publisher';
import { until } from '../../support/until';
import { withWorkers } from '../environment';
import { type SkippingEnvironment, startTimeSkipping } from '../time-skipping';

const hour = 3_600_000;

let test: TestKnex;
let environment: SkippingEnvironment;
let fake: PostPlatform;
beforeAll(async () => {
  [test, environment] = await Promise.all([openTestDatabase(), startTimeSkipping()]);
});
beforeEach(() => void (fake = new PostPlatform()));
afterAll(async () => {
  await environment.close();
  await test.close();
});

interface Lived {
  target: PostTarget;
  attempts: PublishAttempt[];
  due: Date;
  /** When each call to the platform was made, by the server's time. */
  called: { prepared: Date[]; published: Date[] };
}

/** Lets a post of the day after next live until nothing is left to do, and keeps the history. */
async function live(
  story: string,
  meanwhile: (postId: string, handle: WorkflowHandle, due: Date) => Promise<void> = async () =>
    undefined,
): Promise<Lived> {
  const { database } = test;
  const owner = await createOwner(database);
  const now = await environment.now();
  const due = new Date(now.getTime() + 48 * hour);
  const wish = { platform: 'test', now, scheduled_time: due };
  const post = await createPostRow(database, owner, wish);
  const [row] = await targetsOfPost(database, post.id);
  const target_id = row?.id ?? '';
  const called: Lived['called'] = { prepared: [], published: [] };
  const dependencies = postDependencies(database, {
    ...fake.platform,
    prepare: async (...given) => {
      called.prepared.push(await environment.now());
      return await fake.platform.prepare(...given);
    },
    finalize: async (...given) => {
      called.published.push(await environment.now());
      return await fake.platform.finalize(...given);
    },
  });
  const { preparePost, ...publishing } = createPostActivities(dependencies);
  const queues = { preparing: { preparePost }, publishing };
  await withWorkers(environment, queues, async () => {
    const handle = await environment.client.workflow.start('publishPost', {
      ...{
        taskQueue: 'publishing',
        workflowId: publishWorkflowId(target_id),
        args: [{ target_id }],
      },
    });
    await meanwhile(post.id, handle, due);
    await handle.result();
    await keepHistory(handle, `publish-post/${story}`);
  });
  const target = await PostTarget.query(database).findById(target_id).throwIfNotFound();
  const attempts = await PublishAttempt.query(database).where({ target_id }).orderBy('number');
  return { target, attempts, due, called };
}

describe('a scheduled post', () => {
  it('sleeps for two days, is prepared two minutes ahead, and published at its time', async () => {
    const { target, attempts, due, called } = await live('at-its-time');
    expect(target.status).toBe('posted');
    expect(attempts.map(({ state }) => state)).toEqual(['live']);
    const [prepared] = called.prepared;
    expect(prepared?.getTime()).toBeGreaterThanOrEqual(due.getTime() - preparedBeforeMs);
    expect(prepared?.getTime()).toBeLessThan(due.getTime());
    expect(called.published).toHaveLength(1);
    expect(called.published[0]?.getTime()).toBeGreaterThanOrEqual(due.getTime());
  });

  it('is asked for, not published again, when the answer is lost', async () => {
    fake.ends = ['lost_after'];
    const { target, attempts, called } = await live('asked-afterwards');
    expect(target.status).toBe('posted');
    expect(attempts).toMatchObject([{ state: 'live', error_code: 'platform_unavailable' }]);
    expect(called.published).toHaveLength(1);
    expect(fake.live).toHaveLength(1);
  });

  it('is asked for, too, when the worker breaks after the call', async () => {
    fake.meanwhile = () => {
      const post = { text: '', external_id: 'at-9', permalink: null, record_name: fake.named };
      fake.live.push(post);
      // Without a trace: the history is kept.
      throw Object.assign(new Error('the worker breaks'), { stack: '' });
    };
    const { target, attempts, called } = await live('broken-worker');
    expect(target).toMatchObject({ status: 'posted', external_id: 'at-9' });
    expect(attempts).toMatchObject([{ state: 'live', checks: 0 }]);
    expect(called.published).toHaveLength(1);
  });

  it('is published at another time when it is moved while it sleeps', async () => {
    const { due, called } = await live('moved', async (postId, handle, time) => {
      const sooner = new Date(time.getTime() - 24 * hour);
      const now = await environment.now();
      await withPost(test.database, postId, (held, tx) =>
        editPost(tx, held, { scheduled_time: sooner }, contextAt(now)),
      );
      await handle.signal(pokeSignal);
    });
    const [published] = called.published;
    expect(published?.getTime()).toBeGreaterThanOrEqual(due.getTime() - 24 * hour);
    expect(published?.getTime()).toBeLessThan(due.getTime() - 23 * hour);
  });

  it('ends without a call when it is cancelled', async () => {
    const { target, called } = await live('cancelled', async (postId, handle) => {
      await until(async () => (await handle.describe()).historyLength > 8);
      await withPost(test.database, postId, (held, tx) => cancelPost(tx, held, new Date()));
      await handle.signal(pokeSignal);
    });
    expect(target.status).toBe('cancelled');
    expect(called).toEqual({ prepared: [], published: [] });
  });
});
