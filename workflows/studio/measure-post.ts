// Asks a platform how a post fares, in turns that the row names: the first after an hour, the last after thirty days.
import {
  condition,
  continueAsNew,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { coreQueue, pokeSignal } from '../operations/contract';
import { repeatable } from '../policies';
import type { MeasureActivities, MeasurePostInput } from './contract';

const { takeMeasure } = proxyActivities<MeasureActivities>({
  ...repeatable,
  taskQueue: coreQueue,
});

/** Sleeps to the next turn, or until it is poked because somebody wants to know now. */
export async function measurePost(input: MeasurePostInput): Promise<void> {
  const { target_id } = input;
  let poked = false;
  setHandler(pokeSignal, () => void (poked = true));
  for (;;) {
    poked = false;
    const next = await takeMeasure({ target_id, now: new Date().toISOString() });
    // Somebody may have asked again just when the last turn ended.
    if (next === null && poked) continue;
    if (next === null) return;
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof measurePost>(input);
    setCurrentDetails(`asks again at ${next}`);
    // At least a millisecond: a timer that rang early must not end in a loop without rest.
    await condition(() => poked, Math.max(1, Date.parse(next) - Date.now()));
  }
}
