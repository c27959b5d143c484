import { startWorkflowRelay } from '../../../activities/clients/workflow-relay';
import { ensureWorkflows } from '../../../activities/operations/ensure-workflows';
import { newId } from '../../../foundation/ids';
import { createLogger } from '../../../foundation/logging';
import { transaction } from '../../../foundation/transaction';
import { receiveImage } from '../../../models/classification/classify-image';
import { Image } from '../../../models/classification/image';
import { createNamespaceWatch } from '../../../worker/prepare-temporal';
import { periodicWork } from '../../../worker/schedules';
import { createOwner } from '../../factories/owner';
import { openTestDatabase, type TestKnex } from '../../support/knex';
import { until } from '../../support/until';
import { startTemporal, type TemporalEnvironment } from '../../workflows/environment';

const logger = createLogger({ logLevel: 'silent' }, 'test');

let test: TestKnex;
let environment: TemporalEnvironment;
beforeAll(async () => {
  [test, environment] = await Promise.all([openTestDatabase(), startTemporal()]);
});
afterAll(async () => {
  await environment.close();
  await test.close();
});

const reconcile = () => ensureWorkflows({ database: test.database, temporal: environment.client });

async function newImage(): Promise<string> {
  const owner = await createOwner(test.database);
  const image_id = newId();
  const file = { filename: 'a.jpg', object_key: image_id, size: 1, sha256: image_id, image_id };
  await transaction(test.database, (tx) => receiveImage(tx, owner, file));
  await test.database('workflow_commands').delete();
  return image_id;
}

async function relayAll(): Promise<void> {
  const { database } = test;
  const relay = startWorkflowRelay({ database, temporal: environment.client, logger });
  await until(async () => (await database('workflow_commands').select()).length === 0);
  await relay.close();
}

const statusOf = async (imageId: string): Promise<string> =>
  (await environment.client.workflow.getHandle(`image:${imageId}`).describe()).status.name;

describe('a namespace', () => {
  it('is prepared once: search attributes, Schedules, workflows of unfinished rows', async () => {
    const image = await newImage();
    const { database } = test;
    const watch = createNamespaceWatch({ database, temporal: environment.client, logger });
    await watch();
    await watch();
    await relayAll();
    expect(await statusOf(image)).toBe('RUNNING');
    const listed = new Set<string>();
    await until(async () => {
      for await (const { scheduleId } of environment.client.schedule.list()) listed.add(scheduleId);
      return listed.size === periodicWork.length;
    });
    expect([...listed].sort()).toEqual(periodicWork.map((work) => work.task).sort());
  });
});

describe('the reconciler', () => {
  it('restores the workflow of an unfinished row, and asks for nothing twice', async () => {
    await reconcile();
    await relayAll();
    const image = await newImage();
    expect(await reconcile()).toBe(1);
    await relayAll();
    expect(await statusOf(image)).toBe('RUNNING');
    expect(await reconcile()).toBe(0);
  });

  it('starts again what an operator terminated while its row is unfinished', async () => {
    const image = await newImage();
    await reconcile();
    await relayAll();
    await environment.client.workflow.getHandle(`image:${image}`).terminate('by mistake');
    expect(await reconcile()).toBe(1);
    await relayAll();
    expect(await statusOf(image)).toBe('RUNNING');
  });

  it('ends a workflow whose row is finished', async () => {
    const image = await newImage();
    await reconcile();
    await relayAll();
    await Image.query(test.database).findById(image).patch({ state: 'classified' });
    const now = Date.now;
    Date.now = () => now() + 120_000;
    try {
      await until(async () => (await reconcile()) > 0);
    } finally {
      Date.now = now;
    }
    expect(await statusOf(image)).toBe('TERMINATED');
  });
});
