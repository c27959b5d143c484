import {
  createOwnerWorkflows,
  type OwnerWorkflows,
} from '../../../activities/clients/owner-workflows';
import { passOn } from '../../../activities/clients/workflow-starter';
import { newId } from '../../../foundation/ids';
import { createLogger } from '../../../foundation/logging';
import { createNamespaceWatch } from '../../../worker/prepare-temporal';
import { openTestDatabase, type TestKnex } from '../../support/knex';
import { until } from '../../support/until';
import { startTemporal, type TemporalEnvironment } from '../../workflows/environment';

let test: TestKnex;
let environment: TemporalEnvironment;
let workflows: OwnerWorkflows;
beforeAll(async () => {
  [test, environment] = await Promise.all([openTestDatabase(), startTemporal()]);
  const { client: temporal } = environment;
  const logger = createLogger({ logLevel: 'silent' }, 'test');
  await createNamespaceWatch({ database: test.database, temporal, logger })();
  workflows = createOwnerWorkflows(temporal);
}, 120_000);
afterAll(async () => {
  await environment.close();
  await test.close();
});

/** A workflow of an owner that nobody works on. */
async function start(owner_id: string): Promise<string> {
  const workflow_id = `mail:${newId()}`;
  const wish = { workflow_type: 'sendMail', input: {}, summary: 'a mail', subject_id: newId() };
  const given = { id: newId(), attempts: 0, poke: false, restart: false };
  await passOn(environment.client, { ...given, ...wish, owner_id, workflow_id });
  return workflow_id;
}

async function statusOf(workflowId: string): Promise<string> {
  const described = environment.client.workflow.getHandle(workflowId).describe();
  return await described.then(
    ({ status }) => status.name,
    () => 'GONE',
  );
}

it('the workflows of an owner end and are forgotten, all but the one that asks', async () => {
  const [owner_id, other] = [newId(), newId()];
  const [mine, except, theirs] = [await start(owner_id), await start(owner_id), await start(other)];
  const which = { owner_id, except };
  // The list of workflows lags behind.
  await until(async () => (await workflows.terminate(which, 'a test')) > 0);
  expect(await statusOf(mine)).toBe('TERMINATED');
  await until(async () => (await workflows.forget(which)) > 0);
  await until(async () => (await statusOf(mine)) === 'GONE');
  expect(await statusOf(except)).toBe('RUNNING');
  expect(await statusOf(theirs)).toBe('RUNNING');
  await workflows.terminate(which, 'again');
  await workflows.forget(which);
}, 120_000);
