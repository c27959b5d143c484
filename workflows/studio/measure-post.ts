// Asks a platform how a post fares, in turns that the row names: the first after an hour, the last after thirty days.
import { proxyActivities } from '@temporalio/workflow';
import { followRow } from '../follow-row';
import { coreQueue } from '../operations/contract';
import { repeatable } from '../policies';
import type { MeasureActivities, MeasurePostInput } from './contract';

const { takeMeasure: tend } = proxyActivities<MeasureActivities>({
  ...repeatable,
  taskQueue: coreQueue,
});

/** Sleeps to the next turn, or until it is poked because somebody wants to know now. */
export async function measurePost(input: MeasurePostInput): Promise<void> {
  await followRow(input, { tend, details: (next) => `asks again at ${next}` });
}
