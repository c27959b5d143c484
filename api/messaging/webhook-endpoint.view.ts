import type { EndpointRow } from '../../models/messaging/webhook-endpoint.queries';
import type { WebhookEndpoint } from '../../openapi/generated/types';

/** An endpoint as the contract shows it, without its secret. */
export function webhookEndpointView(row: EndpointRow): WebhookEndpoint {
  return {
    id: row.id,
    owner_id: row.owner_id,
    url: row.url,
    description: row.description,
    event_types: row.event_types,
    is_enabled: row.is_enabled,
    disabled_reason: row.disabled_reason,
    disabled_at: row.disabled_at?.toISOString() ?? null,
    failing_since: row.failing_since?.toISOString() ?? null,
    previous_secret_until: row.previous_secret_until?.toISOString() ?? null,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}
