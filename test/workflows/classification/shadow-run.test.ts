import { Context } from '@temporalio/activity';
import type { WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type {
  ShadowActivities,
  ShadowChunk,
  ShadowEnd,
  ShadowPlan,
} from '../../../workflows/classification/contract';
import { chunkSize, pokeSignal } from '../../../workflows/operations/contract';
import { keepHistory } from '../../replay/history-files';
import { until } from '../../support/until';
import { startTemporal, type TemporalEnvironment, withWorkers } from '../environment';

jest.setTimeout(60_000);

/** A shadow run that lives in memory. */
class FakeShadow {
  desired: ShadowPlan['desired_state'] = 'running';
  ended = false;
  readonly chunks: ShadowChunk[] = [];
  readonly ends: ShadowEnd[] = [];
  /** What a chunk does. */
  work: () => Promise<unknown> = () => Promise.resolve();

  constructor(private readonly total: number) {}

  get activities(): Record<string, object> {
    const core: ShadowActivities = {
      claimShadowRun: () =>
        Promise.resolve(this.ended ? null : { total: this.total, desired_state: this.desired }),
      readShadowWish: () => Promise.resolve(this.desired),
      finishShadowRun: (end) => Promise.resolve(void this.ends.push(end)),
    };
    const classifyShadow = async (chunk: ShadowChunk): Promise<void> => {
      this.chunks.push(chunk);
      await this.work();
    };
    return { core, inference: { classifyShadow } };
  }
}

/** Beats until it is cancelled. */
async function forEver(): Promise<void> {
  const context = Context.current();
  const beat = setInterval(() => context.heartbeat(), 50);
  try {
    await context.cancelled;
  } finally {
    clearInterval(beat);
  }
}

function broken(): Promise<never> {
  const failure = ApplicationFailure.nonRetryable('internal (1)', 'internal');
  failure.stack = '';
  return Promise.reject(failure);
}

let environment: TemporalEnvironment;
beforeAll(async () => void (environment = await startTemporal()));
afterAll(async () => await environment.close());

let run = 0;
const start = async (): Promise<WorkflowHandle> =>
  await environment.client.workflow.start('shadowRun', {
    taskQueue: 'core',
    workflowId: `shadow-run:${++run}`,
    args: [{ run_id: String(run) }],
  });

describe('a shadow run', () => {
  it('looks at one chunk after the other and compares at the end', async () => {
    const shadow = new FakeShadow(2 * chunkSize + 5);
    await withWorkers(environment, shadow.activities, async () => {
      const handle = await start();
      await handle.result();
      await keepHistory(handle, 'shadow-run/three-chunks');
    });
    expect(shadow.chunks.map(({ from, to }) => [from, to])).toEqual([
      [0, chunkSize],
      [chunkSize, 2 * chunkSize],
      [2 * chunkSize, 2 * chunkSize + 5],
    ]);
    expect(shadow.ends).toMatchObject([{ state: 'finished', error_code: null }]);
  });

  it('stops when its row says that nobody wants it any more', async () => {
    const shadow = new FakeShadow(3 * chunkSize);
    shadow.work = forEver;
    await withWorkers(environment, shadow.activities, async () => {
      const handle = await start();
      await until(() => shadow.chunks.length === 1);
      shadow.desired = 'cancelled';
      await handle.signal(pokeSignal);
      await handle.result();
      await keepHistory(handle, 'shadow-run/cancelled');
    });
    expect(shadow.chunks).toHaveLength(1);
    expect(shadow.ends).toMatchObject([{ state: 'cancelled', error_code: null }]);
  });

  it('goes on when it is poked and still wanted', async () => {
    const shadow = new FakeShadow(1);
    let go: () => void = () => undefined;
    shadow.work = () => new Promise<void>((resolve) => (go = resolve));
    await withWorkers(environment, shadow.activities, async () => {
      const handle = await start();
      await until(() => shadow.chunks.length === 1);
      await handle.signal(pokeSignal);
      go();
      await handle.result();
    });
    expect(shadow.ends).toMatchObject([{ state: 'finished' }]);
  });

  it('takes a cancel request of the Temporal Web UI for such a wish', async () => {
    const shadow = new FakeShadow(3 * chunkSize);
    shadow.work = forEver;
    await withWorkers(environment, shadow.activities, async () => {
      const handle = await start();
      await until(() => shadow.chunks.length === 1);
      await handle.cancel();
      await handle.result();
      await keepHistory(handle, 'shadow-run/cancelled-in-the-web-ui');
    });
    expect(shadow.ends).toMatchObject([{ state: 'cancelled' }]);
  });

  it('ends as failed when its model cannot do the work', async () => {
    const shadow = new FakeShadow(3 * chunkSize);
    shadow.work = broken;
    await withWorkers(environment, shadow.activities, async () => {
      const handle = await start();
      await handle.result();
      await keepHistory(handle, 'shadow-run/failed');
    });
    expect(shadow.chunks).toHaveLength(1);
    expect(shadow.ends).toMatchObject([{ state: 'failed', error_code: 'internal' }]);
  });

  it('does nothing when it has ended already', async () => {
    const shadow = new FakeShadow(chunkSize);
    shadow.ended = true;
    await withWorkers(environment, shadow.activities, async () => (await start()).result());
    expect(shadow.chunks).toEqual([]);
    expect(shadow.ends).toEqual([]);
  });
});
