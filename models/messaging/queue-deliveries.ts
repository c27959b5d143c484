import type { Transaction } from '../../foundation/transaction';
import {
  deliverWebhookWorkflowId,
  type DeliverWebhookInput,
} from '../../workflows/messaging/contract';
import { type CommandFor, requestWorkflows } from '../operations/workflow-command';
import type { WebhookDelivery } from './webhook-delivery';

type Row = Pick<WebhookDelivery, 'id' | 'owner_id' | 'event_type'>;

/**
 * Writes a delivery for each endpoint that wants one of these events, and asks for their workflows, all in the
 * transaction of the events. An endpoint that is deleted at this moment is waited for, and then wants nothing.
 */
export async function queueDeliveries(
  tx: Transaction,
  events: { owner_id: string; seq: number; type: string }[],
): Promise<void> {
  const { rows } = await tx.sql.raw<{ rows: Row[] }>(
    `with wanting as (
       select e.id, e.owner_id, h.seq, h.type
       from jsonb_to_recordset(?::jsonb) as h(owner_id uuid, seq bigint, type text)
       join webhook_endpoints e on e.owner_id = h.owner_id and e.is_enabled
         and (e.event_types is null or h.type = any(e.event_types))
       for key share of e
     )
     insert into webhook_deliveries
       (id, owner_id, endpoint_id, event_type, event_seq, next_attempt_at)
     select uuidv7(), owner_id, id, type, seq, now() from wanting
     returning id, owner_id, event_type`,
    [JSON.stringify(events.map(({ owner_id, seq, type }) => ({ owner_id, seq, type })))],
  );
  await requestWorkflows(tx, rows.map(deliveryWorkflow));
}

/** The command that starts the workflow of a delivery, which finds in the row what to do. */
export function deliveryWorkflow(delivery: Row): CommandFor<DeliverWebhookInput> {
  return {
    owner_id: delivery.owner_id,
    workflow_id: deliverWebhookWorkflowId(delivery.id),
    workflow_type: 'deliverWebhook',
    input: { delivery_id: delivery.id },
    subject_id: delivery.id,
    summary: `Webhook: ${delivery.event_type}`,
  };
}
