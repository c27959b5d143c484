// Brings one event to one endpoint: sends it, and sleeps until it is to be sent again. When that is, the row says.
import {
  condition,
  continueAsNew,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { pokeSignal } from '../operations/contract';
import { repeatable } from '../policies';
import { type DeliverWebhookInput, type WebhookActivities, webhookQueue } from './contract';

const { attemptDelivery } = proxyActivities<WebhookActivities>({
  ...repeatable,
  taskQueue: webhookQueue,
});

/** Lives until the delivery is settled. A replay starts it anew, or reaches it just before its end. */
export async function deliverWebhook(input: DeliverWebhookInput): Promise<void> {
  const { delivery_id } = input;
  let poked = false;
  setHandler(pokeSignal, () => void (poked = true));
  for (;;) {
    poked = false;
    const next = await attemptDelivery({ delivery_id, now: new Date().toISOString() });
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof deliverWebhook>(input);
    if (next !== null) {
      setCurrentDetails(`failed so far; tried again at ${next}`);
      // At least a millisecond: a timer that rang early must not end in a loop without rest.
      await condition(() => poked, Math.max(1, Date.parse(next) - Date.now()));
    } else if (!poked) return;
  }
}
