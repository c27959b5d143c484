import { createDryRun } from '../../activities/clients/platforms/dry-run/platform';
import { PlatformError } from '../../activities/clients/platforms/platform-error';
import type { Config } from '../../foundation/config';
import { PostTarget } from '../../models/studio/post-target';
import { createPublishingWorkers, preparedAtOnce } from '../../worker/publishing-worker';
import { publishWorkflowId } from '../../workflows/studio/contract';
import { createOwner } from '../factories/owner';
import { createPostRow, targetsOfPost } from '../factories/post';
import { PostPlatform } from '../fakes/post-platform';
import { openTestDatabase, type TestKnex } from '../support/knex';
import { postDependencies } from '../support/publisher';
import { until } from '../support/until';
import { startTemporal, type TemporalEnvironment, workflowBundle } from '../workflows/environment';

let test: TestKnex;
let environment: TemporalEnvironment;
beforeAll(async () => {
  [test, environment] = await Promise.all([openTestDatabase(), startTemporal()]);
});
afterAll(async () => {
  await environment.close();
  await test.close();
});

/** A post of somebody that is due already, and its workflow. */
async function begin(platform: string): Promise<string> {
  const owner = await createOwner(test.database);
  const [now, scheduled_time] = [new Date(Date.now() - 60_000), new Date(Date.now() - 1_000)];
  const given = { platform, now, scheduled_time };
  const post = await createPostRow(test.database, owner, given);
  const [target] = await targetsOfPost(test.database, post.id);
  const target_id = target?.id ?? '';
  await environment.client.workflow.start('publishPost', {
    ...{ taskQueue: 'publishing', workflowId: publishWorkflowId(target_id), args: [{ target_id }] },
  });
  return target_id;
}

it('keeps no post that is due waiting behind pictures that are taken slowly', async () => {
  const given = { kind: 'refused', code: 'given_up', status: null, detail: '' } as const;
  let release = (): void => undefined;
  const released = new Promise<never>((_resolve, reject) => {
    release = () => reject(new PlatformError(given));
  });
  let hanging = 0;
  const slow = {
    ...new PostPlatform().platform,
    prepare: () => {
      hanging += 1;
      return released;
    },
  };
  const dryRun = createDryRun();
  // While it is being prepared, its own is the only place that is left.
  const prepare: typeof dryRun.prepare = async (...asked) => {
    for (let nth = 0; nth < preparedAtOnce + 5; nth += 1) await begin('test');
    await until(() => hanging === preparedAtOnce - 1);
    return await dryRun.prepare(...asked);
  };
  const dependencies = {
    ...postDependencies(test.database, slow),
    platforms: new Map([
      ['test', slow],
      ['dry-run', { ...dryRun, prepare }],
    ]),
  };
  const { nativeConnection: connection, namespace } = environment;
  const config = { temporal: { namespace }, worker: { workflowCacheSize: 100 } } as Config;
  const parts = { config, logger: dependencies.logger, connection };
  const workers = await createPublishingWorkers(parts, workflowBundle, dependencies);
  const polling = workers.map((worker) => worker.run());
  try {
    const target_id = await begin('dry-run');
    const status = async () => (await PostTarget.query(test.database).findById(target_id))?.status;
    await until(async () => (await status()) === 'posted');
    expect(hanging).toBeGreaterThanOrEqual(preparedAtOnce - 1);
  } finally {
    release();
    for (const worker of workers) worker.shutdown();
    await Promise.all(polling);
  }
});
