import { ApplicationFailure } from '@temporalio/common';
import { keepHistory } from '../../replay/history-files';
import { startTemporal, type TemporalEnvironment, withWorkers } from '../environment';

let environment: TemporalEnvironment;
beforeAll(async () => void (environment = await startTemporal()));
afterAll(async () => await environment.close());

/** A failure as the workers report them: a code, no stack. */
function outOfOrder(): Error {
  const failure = ApplicationFailure.retryable('internal (1)', 'internal');
  failure.stack = '';
  return failure;
}

describe('an uploaded model', () => {
  it('is checked on the queue for models, again after an outage', async () => {
    const seen: string[] = [];
    const checkModel = ({ subject_id }: { subject_id: string }): Promise<void> => {
      seen.push(subject_id);
      return seen.length > 1 ? Promise.resolve() : Promise.reject(outOfOrder());
    };
    const queues = { core: {}, 'inference-models': { checkModel } };
    await withWorkers(environment, queues, async () => {
      const handle = await environment.client.workflow.start('checkModel', {
        taskQueue: 'core',
        workflowId: 'model:1',
        args: [{ subject_id: '1' }],
      });
      await handle.result();
      await keepHistory(handle, 'check-model/tried-twice');
    });
    expect(seen).toEqual(['1', '1']);
  });
});
