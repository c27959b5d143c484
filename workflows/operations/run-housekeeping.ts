// One periodic task, started by a Temporal Schedule. What is due is decided in the database, so a repeat does no harm.
import { proxyActivities } from '@temporalio/workflow';
import { longRunning } from '../policies';
import { coreQueue, type HousekeepingActivities, type RunHousekeepingInput } from './contract';

const { keepHouse } = proxyActivities<HousekeepingActivities>({
  ...longRunning,
  taskQueue: coreQueue,
});

/** Runs one task once; the result is how many rows or objects it settled. */
export async function runHousekeeping(input: RunHousekeepingInput): Promise<number> {
  return await keepHouse({ task: input.task, now: new Date().toISOString() });
}
