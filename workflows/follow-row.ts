// How workflows live that a row leads: they do what is due of it, and sleep until its next instant or until they are poked.
import {
  condition,
  continueAsNew,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { pokeSignal } from './operations/contract';

/** What a workflow does with its row. */
export interface Following<Input> {
  /** Does what is due at `now`; returns the ISO 8601 instant at which more is, or null when nothing will be. */
  tend: (given: Input & { now: string }) => Promise<string | null>;
  /** What is awaited, in a few words. */
  details: (next: string) => string;
  /** Whether a poke that came with the end is heard; older histories of a workflow may know no such thing. */
  hearsLastPoke?: () => boolean;
}

/** Lives until nothing more will be due of the row that the input names. */
export async function followRow<Input extends object>(
  input: Input,
  { tend, details, hearsLastPoke = () => true }: Following<Input>,
): Promise<void> {
  let poked = false;
  setHandler(pokeSignal, () => void (poked = true));
  for (;;) {
    poked = false;
    const next = await tend({ ...input, now: new Date().toISOString() });
    // Somebody may have changed the row just when it was read for the last time.
    if (next === null && !(poked && hearsLastPoke())) return;
    if (workflowInfo().continueAsNewSuggested) {
      await continueAsNew<(input: Input) => Promise<void>>(input);
    }
    if (next === null) continue;
    setCurrentDetails(details(next));
    await sleepUntil(next, () => poked);
  }
}

/** Sleeps until an instant, or until a poke. */
export async function sleepUntil(instant: string, isPoked: () => boolean): Promise<void> {
  // At least a millisecond: a timer that rang early must not end in a loop without rest.
  await condition(isPoked, Math.max(1, Date.parse(instant) - Date.now()));
}
