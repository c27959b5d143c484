import { keepHistory } from '../../replay/history-files';
import { startTemporal, type TemporalEnvironment, withWorkers } from '../environment';

let environment: TemporalEnvironment;
beforeAll(async () => void (environment = await startTemporal()));
afterAll(async () => await environment.close());

describe('housekeeping', () => {
  it('does the task of its schedule and says how much there was', async () => {
    const keepHouse = ({ task }: { task: string }): Promise<number> =>
      Promise.resolve(task === 'expire-events' ? 42 : 0);
    await withWorkers(environment, { core: { keepHouse } }, async () => {
      const handle = await environment.client.workflow.start('runHousekeeping', {
        taskQueue: 'core',
        workflowId: 'expire-events',
        args: [{ task: 'expire-events' }],
      });
      expect(await handle.result()).toBe(42);
      await keepHistory(handle, 'run-housekeeping/expire-events');
    });
  });
});
