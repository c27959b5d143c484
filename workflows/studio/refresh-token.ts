// Keeps the tokens of an account alive as long as it is connected: sleeps until new ones are due, and gets them. When
// that is, the row says; it says, too, when the account is to be removed.
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
import type { AccountActivities, RefreshTokenInput } from './contract';

const { tendAccount } = proxyActivities<AccountActivities>({
  ...repeatable,
  // Some platforms take several calls.
  startToCloseTimeout: '2m',
  taskQueue: coreQueue,
});

/** Lives until the account is disconnected or removed; connected again, it starts anew. */
export async function refreshToken(input: RefreshTokenInput): Promise<void> {
  const { account_id } = input;
  let poked = false;
  setHandler(pokeSignal, () => void (poked = true));
  for (;;) {
    poked = false;
    const next = await tendAccount({ account_id, now: new Date().toISOString() });
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof refreshToken>(input);
    if (next !== null) {
      setCurrentDetails(`next due at ${next}`);
      // At least a millisecond: a timer that rang early must not end in a loop without rest.
      await condition(() => poked, Math.max(1, Date.parse(next) - Date.now()));
    } else if (!poked) return;
  }
}
