// A whole stack that is to be broken, somebody who uses it, and what must hold whatever was broken.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client as TemporalClient, Connection, type WorkflowHandle } from '@temporalio/client';
import { Client as Postgres } from 'pg';
import {
  type ClassificationBatch,
  createBatchForm,
  getBatch,
  getHealth,
} from '../../clients/typescript';
import { type Client, createClient } from '../../clients/typescript/client';
import { signedInUser } from '../factories/user';
import { StackDriver, type StackInfo } from '../scripts/drive-stack';
import { until } from '../support/until';

const processes = ['postgres', 'temporal', 'api', 'worker', 'inference'];

export class RunningStack {
  readonly driver = new StackDriver();
  private info: StackInfo | undefined;

  /** Starts a stack of its own on free ports. */
  static async start(env: Record<string, string> = {}): Promise<RunningStack> {
    const stack = new RunningStack();
    const stateDir = mkdtempSync(join(tmpdir(), 'relais-faults-'));
    const options = { stateDir, services: processes, fast: true, temporary: true };
    stack.info = await stack.driver.start({ ...options, env: { LOG_LEVEL: 'warn', ...env } });
    return stack;
  }

  async stop(): Promise<void> {
    await this.driver.stop();
  }

  /** Kills a process as it runs; one that an earlier kill still keeps down is waited for. */
  async kill(name: string): Promise<void> {
    await until(async () => await this.driver.kill(name, 'SIGKILL'));
  }

  client(access?: string): Client {
    const baseUrl = `${this.started.urls.api}/api`;
    return createClient({ baseUrl, ...(access !== undefined && { auth: access }) });
  }

  /** Somebody new, signed in. */
  async user(): Promise<Client> {
    const { access } = await signedInUser(this);
    return this.client(access);
  }

  /** Where the database of the stack is. */
  get databaseUrl(): string {
    return this.started.env['DATABASE_URL'] ?? '';
  }

  /** The folder of the objects. */
  get storageDir(): string {
    return this.started.env['STORAGE_DIR'] ?? '';
  }

  /** Rows of the database, asked past the API. */
  async query<Row>(sql: string, values: unknown[] = []): Promise<Row[]> {
    const postgres = new Postgres({ connectionString: this.started.env['DATABASE_URL'] });
    postgres.on('error', () => undefined);
    await postgres.connect();
    try {
      return (await postgres.query(sql, values)).rows as Row[];
    } finally {
      await postgres.end();
    }
  }

  /** When the chunks of a batch were put into their queue and when a worker took them, in nanoseconds. */
  async chunks(batchId: string): Promise<{ scheduled: bigint; started: bigint }[]> {
    const address = this.started.env['TEMPORAL_ADDRESS'] ?? '';
    const connection = await Connection.connect({ address });
    try {
      const temporal = new TemporalClient({ connection });
      const query = `WorkflowType = "processBatch" and subjectId = "${batchId}"`;
      for await (const { workflowId } of temporal.workflow.list({ query })) {
        return chunksOf(await temporal.workflow.getHandle(workflowId).fetchHistory());
      }
      throw new Error('the workflow of the batch is not listed');
    } finally {
      await connection.close();
    }
  }

  /** Waits until every process of the stack runs and the API finds everything well. */
  async whole(): Promise<void> {
    await until(async () => {
      const pids = await Promise.all(processes.map((name) => this.driver.pid(name)));
      if (pids.some((pid) => pid === null)) return false;
      const health = await getHealth({ client: this.client() }).catch(() => undefined);
      return health?.data?.status === 'ok';
    });
  }

  private get started(): StackInfo {
    if (!this.info) throw new Error('the stack was not started');
    return this.info;
  }
}

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;

function chunksOf({ events }: History): { scheduled: bigint; started: bigint }[] {
  const byId = new Map((events ?? []).map((event) => [Number(event.eventId), event]));
  return [...byId.values()].flatMap((event) => {
    const id = event.activityTaskStartedEventAttributes?.scheduledEventId;
    const scheduled = id ? byId.get(Number(id)) : undefined;
    const type = scheduled?.activityTaskScheduledEventAttributes?.activityType?.name;
    if (!scheduled || type !== 'classifyImages') return [];
    return [{ scheduled: instantOf(scheduled), started: instantOf(event) }];
  });
}

function instantOf({ eventTime }: NonNullable<History['events']>[number]): bigint {
  return BigInt(String(eventTime?.seconds ?? 0)) * 1_000_000_000n + BigInt(eventTime?.nanos ?? 0);
}

/** Starts a batch, be the API slow to come back or not. */
export async function startBatch(client: Client, images: File[]): Promise<ClassificationBatch> {
  const { data } = await createBatchForm({ client, body: { images }, throwOnError: true });
  return data;
}

/** The batch as the API has it now; undefined while the API is away. */
export async function readBatch(
  client: Client,
  id: string,
): Promise<ClassificationBatch | undefined> {
  const answer = await getBatch({ client, path: { id } }).catch(() => undefined);
  return answer?.data;
}

/** Waits until part of a batch is done and part is not: the middle, where things are broken. */
export async function middleOf(client: Client, id: string): Promise<void> {
  await until(async () => {
    const batch = await readBatch(client, id);
    if (batch?.state === 'finished') throw new Error('the batch was over before it was disturbed');
    return (batch?.counts.succeeded ?? 0) > 0;
  });
}

/** Waits for the end of a batch and checks that nothing was lost and nothing was done twice. */
export async function expectWhole(stack: RunningStack, client: Client, id: string, total: number) {
  await until(async () => (await readBatch(client, id))?.state === 'finished', 240_000);
  const batch = await readBatch(client, id);
  expect(batch?.counts).toEqual({ total, succeeded: total, failed: 0, pending: 0, cancelled: 0 });
  const items = await stack.query<{ items: number; subjects: number; results: number }>(
    `select count(*)::int as items, count(distinct subject_id)::int as subjects,
       count(*) filter (where i.state = 'classified' and i.outcome is not null)::int as results
     from batch_items b left join classification_images i on i.id = b.subject_id
     where b.batch_id = $1 and b.state = 'succeeded'`,
    [id],
  );
  expect(items).toEqual([{ items: total, subjects: total, results: total }]);
  const told = await stack.query<{ type: string }>(
    `select type from events where subject_id = $1 and type = 'batch.finished'`,
    [id],
  );
  expect(told).toHaveLength(1);
}
