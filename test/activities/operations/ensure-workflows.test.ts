import { startWorkflowRelay } from '../../../activities/clients/workflow-relay';
import { ensureWorkflows } from '../../../activities/operations/ensure-workflows';
import { newId } from '../../../foundation/ids';
import { createLogger } from '../../../foundation/logging';
import { transaction } from '../../../foundation/transaction';
import { receiveImage } from '../../../models/classification/classify-image';
import { Image } from '../../../models/classification/image';
import { WebhookDelivery } from '../../../models/messaging/webhook-delivery';
import { createNamespaceWatch } from '../../../worker/prepare-temporal';
import { periodicWork } from '../../../worker/schedules';
import { createImage } from '../../factories/image';
import { createOwner } from '../../factories/owner';
import { createReview } from '../../factories/review';
import { createEndpoint, happen } from '../../factories/webhook';
import { openTestDatabase, type TestKnex } from '../../support/knex';
import { until } from '../../support/until';
import { startTemporal, type TemporalEnvironment } from '../../workflows/environment';
import { shippedVersion } from '../../support/shipped-version';

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

/** Reconciles as it is done two minutes later, until it ended or restored something. */
async function laterReconcile(): Promise<void> {
  const now = Date.now;
  Date.now = () => now() + 120_000;
  try {
    await until(async () => (await reconcile()) > 0);
  } finally {
    Date.now = now;
  }
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
  it('restores the workflow of a review that time still has something to bring, and ends it', async () => {
    const { database } = test;
    const card = { version: shippedVersion, classes: [], sha256: '' };
    await database('classification_models').insert({ version: card.version, card, sha256: '' });
    const owner = await createOwner(database);
    const asked = { due_at: new Date(Date.now() + 86_400_000) };
    const timed = await createReview(database, await createImage(database, owner), asked);
    const plain = await createReview(database, await createImage(database, owner));
    await database('workflow_commands').delete();
    await reconcile();
    await relayAll();
    const { workflow } = environment.client;
    const status = async () => (await workflow.getHandle(`review:${timed.id}`).describe()).status;
    expect((await status()).name).toBe('RUNNING');
    await expect(workflow.getHandle(`review:${plain.id}`).describe()).rejects.toThrow('not found');
    await database('reviews').where({ id: timed.id }).update({ state: 'expired', next_at: null });
    await laterReconcile();
    expect((await status()).name).toBe('TERMINATED');
  });

  it('restores the workflow of a webhook delivery that waits, and ends that of a settled one', async () => {
    const { database } = test;
    const owner = await createOwner(database);
    await createEndpoint(database, owner, { url: 'https://example.org/' });
    const [delivery] = await happen(database, owner);
    const id = delivery?.id ?? '';
    await database('workflow_commands').delete();
    await reconcile();
    await relayAll();
    const status = async () =>
      (await environment.client.workflow.getHandle(`webhook:${id}`).describe()).status.name;
    expect(await status()).toBe('RUNNING');
    const settled = { state: 'delivered' as const, next_attempt_at: null, finished_at: new Date() };
    await WebhookDelivery.query(database).findById(id).patch(settled);
    await laterReconcile();
    expect(await status()).toBe('TERMINATED');
  });

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
    await laterReconcile();
    expect(await statusOf(image)).toBe('TERMINATED');
  });
});
