// Brings one event to one endpoint: sends it, and sleeps until it is to be sent again. When that is, the row says.
import { proxyActivities } from '@temporalio/workflow';
import { followRow } from '../follow-row';
import { repeatable } from '../policies';
import { type DeliverWebhookInput, type WebhookActivities, webhookQueue } from './contract';

const { attemptDelivery: tend } = proxyActivities<WebhookActivities>({
  ...repeatable,
  taskQueue: webhookQueue,
});

/** Lives until the delivery is settled. A replay starts it anew, or reaches it just before its end. */
export async function deliverWebhook(input: DeliverWebhookInput): Promise<void> {
  await followRow(input, { tend, details: (next) => `failed so far; tried again at ${next}` });
}
