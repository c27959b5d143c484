import { join } from 'node:path';
import { Runtime, Worker } from '@temporalio/worker';
import * as workflows from '../../workflows';
import { recordedHistories } from './history-files';

const codePath = join(__dirname, '..', '..', 'dist', 'workflow-bundle.js');
const histories = recordedHistories();
const nothing = (): void => undefined;
const logger = {
  ...{ trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing },
  log: nothing,
};

beforeAll(() => void Runtime.install({ logger, shutdownSignals: [] }));

describe('the workflows of today', () => {
  it.each(histories)('replay $workflowId', async ({ workflowId, history }) => {
    await Worker.runReplayHistory({ workflowBundle: { codePath } }, history, workflowId);
  });

  it('each have a recorded history', () => {
    const kebab = (name: string): string => name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
    const recorded = new Set(histories.map(({ workflowId }) => workflowId.split('/')[0]));
    expect(Object.keys(workflows).map(kebab)).toEqual([...recorded].sort());
  });

  it('do not replay a history of other code', async () => {
    const story = histories.find(({ workflowId }) => workflowId === 'process-batch/collected');
    const other = JSON.stringify(story?.history).replaceAll('claimBatchRun', 'stealBatchRun');
    const altered: unknown = JSON.parse(other);
    const replay = Worker.runReplayHistory({ workflowBundle: { codePath } }, altered, 'altered');
    await expect(replay).rejects.toThrow('ondeterminis');
  });
});
