import { createTemporalClient } from '../../../activities/clients/temporal';
import { startWorkflowRelay, type WorkflowRelay } from '../../../activities/clients/workflow-relay';
import { newId } from '../../../foundation/ids';
import { createLogger } from '../../../foundation/logging';
import { transaction } from '../../../foundation/transaction';
import { requestWorkflow, takeCommands } from '../../../models/operations/workflow-command';
import { createNamespaceWatch } from '../../../worker/prepare-temporal';
import { openTestDatabase, type TestKnex } from '../../support/knex';
import { until } from '../../support/until';
import { startTemporal, type TemporalEnvironment } from '../../workflows/environment';

const logger = createLogger({ logLevel: 'silent' }, 'test');

let test: TestKnex;
let environment: TemporalEnvironment;
beforeAll(async () => {
  [test, environment] = await Promise.all([openTestDatabase(), startTemporal()]);
  const { database } = test;
  await createNamespaceWatch({ database, temporal: environment.client, logger })();
});
afterAll(async () => {
  await environment.close();
  await test.close();
});

const command = (workflow_id: string, poke = false) => ({
  ...{ owner_id: newId(), workflow_id, workflow_type: 'classifyImage', input: { image_id: '1' } },
  ...{ subject_id: newId(), summary: 'One image', poke },
});

const ask = (workflow_id: string, poke?: boolean) =>
  transaction(test.database, (tx) => requestWorkflow(tx, command(workflow_id, poke)));

const waiting = () =>
  test.database('workflow_commands').select<{ attempts: number; last_error: string }[]>('*');

async function withRelay(body: (relay: WorkflowRelay) => Promise<void>): Promise<void> {
  const relay = startWorkflowRelay({
    database: test.database,
    temporal: environment.client,
    logger,
  });
  try {
    await body(relay);
  } finally {
    await relay.close();
  }
}

describe('the workflow outbox', () => {
  it('starts the workflow as soon as the transaction is committed, and forgets the command', async () => {
    await withRelay(async () => {
      await ask('image:prompt');
      await until(async () => (await waiting()).length === 0);
      const { status, typedSearchAttributes } = await environment.client.workflow
        .getHandle('image:prompt')
        .describe();
      expect(status.name).toBe('RUNNING');
      expect(typedSearchAttributes.getAll()).toHaveLength(2);
    });
  });

  it('keeps what is for later until then', async () => {
    const in_an_hour = new Date(Date.now() + 3_600_000);
    await transaction(test.database, (tx) =>
      requestWorkflow(tx, { ...command('image:patient'), due_at: in_an_hour }),
    );
    await withRelay(async (relay) => {
      await relay.relay();
      expect(await waiting()).toMatchObject([{ attempts: 0, due_at: in_an_hour }]);
      await test.database('workflow_commands').update({ next_attempt_at: new Date() });
      await relay.relay();
      await until(async () => (await waiting()).length === 0);
    });
    const { status } = await environment.client.workflow.getHandle('image:patient').describe();
    expect(status.name).toBe('RUNNING');
  });

  it('starts one workflow, however often it is asked for', async () => {
    await withRelay(async (relay) => {
      await Promise.all(Array.from({ length: 10 }, (_, n) => ask('image:popular', n % 2 === 0)));
      await until(async () => {
        await relay.relay();
        return (await waiting()).length === 0;
      });
    });
    const runs: string[] = [];
    await until(async () => {
      runs.length = 0;
      const query = 'WorkflowId = "image:popular"';
      for await (const { runId } of environment.client.workflow.list({ query })) runs.push(runId);
      return runs.length > 0;
    });
    expect(runs).toHaveLength(1);
  });

  it('passes on what a process left behind', async () => {
    await ask('image:orphan');
    expect(await waiting()).toHaveLength(1);
    await withRelay(() => until(async () => (await waiting()).length === 0));
    const { status } = await environment.client.workflow.getHandle('image:orphan').describe();
    expect(status.name).toBe('RUNNING');
  });

  it('keeps what Temporal did not take, with the reason', async () => {
    const temporal = createTemporalClient({
      temporal: { address: '127.0.0.1:9', namespace: 'nowhere' },
    });
    const relay = startWorkflowRelay({ database: test.database, temporal, logger });
    await ask('image:later');
    await until(async () => (await waiting()).some((row) => row.last_error !== null));
    await relay.close();
    await temporal.connection.close();
    expect(await waiting()).toHaveLength(1);
    await test.database('workflow_commands').delete();
  });

  it('gives a command to one relay at a time', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, n) => ask(`image:shared-${n}`)));
    const taken = await Promise.all(
      [1, 2, 3, 4].map(() => takeCommands(test.database, { limit: 10 })),
    );
    const ids = taken.flat().map((one) => one.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(20);
    await test.database('workflow_commands').delete();
  });
});
