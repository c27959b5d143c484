// One entry per kind of batch: which activity collects its items and which one works a chunk of them.
import { proxyActivities } from '@temporalio/workflow';
import { type ImageBatchActivities, inferenceQueue } from '../classification/contract';
import { longRunning } from '../policies';
import { type BatchKind, type BatchWork, coreQueue } from './contract';

const core = proxyActivities<ImageBatchActivities>({ ...longRunning, taskQueue: coreQueue });
const inference = proxyActivities<ImageBatchActivities>({
  ...longRunning,
  taskQueue: inferenceQueue,
});

export const batchKinds: Record<BatchKind, BatchWork> = {
  classification: { collect: core.collectImages, work: inference.classifyImages },
};
