import type { ApiKeyRow } from '../../models/identity/api-key.queries';
import type { ApiKey } from '../../openapi/generated/types';

/** A key as the contract shows it, without its secret. */
export function apiKeyView(row: ApiKeyRow): ApiKey {
  return {
    id: row.id,
    owner_id: row.owner_id,
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes,
    expires_at: row.expires_at?.toISOString() ?? null,
    last_used_at: row.last_used_at?.toISOString() ?? null,
    revoked_at: row.revoked_at?.toISOString() ?? null,
    created_at: row.created_at.toISOString(),
  };
}
