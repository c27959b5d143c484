import type { WorkflowHandle } from '@temporalio/client';
import { chunkSize, chunkWindow, pokeSignal } from '../../../workflows/operations/contract';
import { keepHistory } from '../../replay/history-files';
import { startTemporal, type TemporalEnvironment, withWorkers } from '../environment';
import { until } from '../../support/until';
import { createGate, FakeBatch } from './fake-batch';

let environment: TemporalEnvironment;
beforeAll(async () => void (environment = await startTemporal()));
afterAll(async () => await environment.close());

let run = 0;
const start = async (input: object = {}): Promise<WorkflowHandle> =>
  await environment.client.workflow.start('processBatch', {
    taskQueue: 'core',
    workflowId: `batch:${++run}`,
    args: [{ run_id: String(run), ...input }],
  });

describe('a batch', () => {
  it('has every item worked once, a window of chunks at a time', async () => {
    const batch = new FakeBatch(10 * chunkSize + 3);
    const gate = createGate();
    batch.gate = gate.closed;
    await withWorkers(environment, batch.activities, async () => {
      const handle = await start();
      await until(() => batch.atWork === chunkWindow);
      gate.open();
      await handle.result();
      await keepHistory(handle, 'process-batch/eleven-chunks');
    });
    expect(batch.results.every((count) => count === 1)).toBe(true);
    expect(batch.mostAtWork).toBe(chunkWindow);
    expect(batch.said).toEqual(['done well']);
  });

  it('collects its items first where its source asks for it', async () => {
    const batch = new FakeBatch(chunkSize + 1, { collect: true, item_count: 0 });
    await withWorkers(environment, batch.activities, async () => {
      const handle = await start();
      await handle.result();
      await keepHistory(handle, 'process-batch/collected');
    });
    expect(batch.results.every((count) => count === 1)).toBe(true);
  });

  it('stands still when paused, and goes on where it was when resumed', async () => {
    const batch = new FakeBatch(6 * chunkSize);
    batch.gate = new Promise(() => undefined);
    await withWorkers(environment, batch.activities, async () => {
      const handle = await start();
      await until(() => batch.atWork === chunkWindow);
      batch.desired = 'paused';
      await handle.signal(pokeSignal);
      await until(() => batch.said.includes('paused'));
      expect(batch.atWork).toBe(0);
      expect(batch.results.every((count) => count === 0)).toBe(true);
      batch.gate = Promise.resolve();
      batch.desired = 'running';
      await handle.signal(pokeSignal);
      await handle.result();
      await keepHistory(handle, 'process-batch/paused-and-resumed');
    });
    expect(batch.said).toEqual(['paused', 'running', 'done well']);
    expect(batch.results.every((count) => count === 1)).toBe(true);
  });

  it('stops when its row says cancelled, without starting what waits', async () => {
    const batch = new FakeBatch(20 * chunkSize);
    batch.gate = new Promise(() => undefined);
    await withWorkers(environment, batch.activities, async () => {
      const handle = await start();
      await until(() => batch.atWork === chunkWindow);
      batch.desired = 'cancelled';
      await handle.signal(pokeSignal);
      await handle.result();
      await keepHistory(handle, 'process-batch/cancelled');
    });
    expect(batch.chunks).toHaveLength(chunkWindow);
    expect(batch.said).toEqual(['done well']);
  });

  it('takes a cancel request of the Temporal Web UI for a wish of its owner', async () => {
    const batch = new FakeBatch(20 * chunkSize);
    batch.gate = new Promise(() => undefined);
    await withWorkers(environment, batch.activities, async () => {
      const handle = await start();
      await until(() => batch.atWork === chunkWindow);
      await handle.cancel();
      await handle.result();
      await keepHistory(handle, 'process-batch/cancelled-in-the-web-ui');
    });
    expect(batch.desired).toBe('cancelled');
    expect(batch.said).toEqual(['done well']);
  });

  it('stops itself when more breaks than it may', async () => {
    const batch = new FakeBatch(50 * chunkSize, { stop_at_failure_rate: 0.1 });
    batch.brokenPerChunk = chunkSize / 2;
    await withWorkers(environment, batch.activities, async () => {
      const handle = await start();
      await handle.result();
      await keepHistory(handle, 'process-batch/failure-rate-exceeded');
    });
    expect(batch.said).toEqual(['done failure_rate_exceeded']);
    expect(batch.chunks.length).toBeLessThan(50);
  });

  it('does nothing when its run is done already', async () => {
    const batch = new FakeBatch(chunkSize);
    batch.done = true;
    await withWorkers(environment, batch.activities, async () => (await start()).result());
    expect(batch.chunks).toEqual([]);
  });

  it('of 10,000 items costs fewer than 600 history events', async () => {
    const batch = new FakeBatch(10_000);
    const events = await withWorkers(environment, batch.activities, async () => {
      const handle = await start();
      await handle.result();
      return (await handle.fetchHistory()).events ?? [];
    });
    expect(events.length).toBeLessThan(600);
  });
});
