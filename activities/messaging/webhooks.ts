import type { Knex } from 'knex';
import type { Clock } from '../../foundation/clock';
import { type Seal, SealError } from '../../foundation/seal';
import { transaction } from '../../foundation/transaction';
import { claimAttempt, type ClaimedAttempt } from '../../models/messaging/claim-attempt';
import { type AttemptOutcome, recordAttempt } from '../../models/messaging/record-attempt';
import { signingSecrets } from '../../models/messaging/webhook-secrets';
import { webhookHeaders } from '../../models/messaging/webhook-signature';
import type { WebhookActivities } from '../../workflows/messaging/contract';
import type { WebhookSender } from '../clients/webhook-sender';
import { withHeartbeat } from '../heartbeat';
import { present } from '../present';

export interface WebhookDependencies {
  database: Knex;
  clock: Clock;
  seal: Seal;
  send: WebhookSender;
  /** A number from 0 to 1, drawn by chance. */
  chance?: () => number;
}

/** What `deliverWebhook` does: one attempt, written down before and after. */
export function createWebhookActivities(dependencies: WebhookDependencies): WebhookActivities {
  const { database, clock, chance = Math.random } = dependencies;
  return {
    attemptDelivery: ({ delivery_id, now }) =>
      withHeartbeat(async () => {
        const at = present(clock, now);
        const claim = await transaction(database, (tx) => claimAttempt(tx, delivery_id, at));
        if ('done' in claim) return null;
        if ('wait_until' in claim) return claim.wait_until.toISOString();
        const outcome = await attempt(dependencies, claim.send, at);
        const end = { now: new Date(at.getTime() + outcome.duration_ms), chance: chance() };
        const next = await transaction(database, (tx) =>
          recordAttempt(tx, claim.send, outcome, end),
        );
        return next && next.toISOString();
      }),
  };
}

async function attempt(
  { seal, send, clock }: WebhookDependencies,
  { delivery_id, endpoint, payload }: ClaimedAttempt,
  at: Date,
): Promise<AttemptOutcome> {
  const body = JSON.stringify(payload);
  try {
    const message = { id: delivery_id, sent_at: clock.now(), body };
    const headers = webhookHeaders(message, signingSecrets(seal, endpoint, at));
    return await send({ url: endpoint.url, headers, body });
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    return { status: null, error_code: 'secret_unreadable', retry_after: null, duration_ms: 0 };
  }
}
