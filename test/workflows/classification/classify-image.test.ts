import { ApplicationFailure } from '@temporalio/common';
import { keepHistory } from '../../replay/history-files';
import { startTemporal, type TemporalEnvironment, withWorkers } from '../environment';

/** A failure as the workers report them: a code, no stack. */
function outOfOrder(): Error {
  const failure = ApplicationFailure.retryable('internal (1)', 'internal');
  failure.stack = '';
  return failure;
}

let environment: TemporalEnvironment;
beforeAll(async () => void (environment = await startTemporal()));
afterAll(async () => await environment.close());

describe('a single image', () => {
  it('is classified on the interactive queue, again after an outage', async () => {
    const seen: string[] = [];
    const classifyImage = ({ image_id }: { image_id: string }): Promise<void> => {
      seen.push(image_id);
      return seen.length > 1 ? Promise.resolve() : Promise.reject(outOfOrder());
    };
    const queues = { core: {}, 'inference-interactive': { classifyImage } };
    await withWorkers(environment, queues, async () => {
      const handle = await environment.client.workflow.start('classifyImage', {
        taskQueue: 'core',
        workflowId: 'image:1',
        args: [{ image_id: '1' }],
      });
      await handle.result();
      await keepHistory(handle, 'classify-image/tried-twice');
    });
    expect(seen).toEqual(['1', '1']);
  });
});
