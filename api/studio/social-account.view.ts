import { fail } from '../../foundation/errors';
import type { AccountRow } from '../../models/studio/social-account.queries';
import type { SocialAccount } from '../../openapi/generated/types';

/** An account as the contract shows it, without its tokens. */
export function socialAccountView(row: AccountRow): SocialAccount {
  // Nobody is shown one that is being removed.
  if (row.state === 'removing') throw fail('not_found');
  return {
    id: row.id,
    owner_id: row.owner_id,
    platform: row.platform,
    external_id: row.external_id,
    username: row.username,
    display_name: row.display_name,
    server_url: row.server_url,
    state: row.state,
    error_code: row.error_code,
    scopes: row.scopes,
    expires_at: row.expires_at?.toISOString() ?? null,
    refresh_at: row.refresh_at?.toISOString() ?? null,
    limited_until: row.limited_until?.toISOString() ?? null,
    limit_reason: row.limit_reason,
    connected_at: row.connected_at.toISOString(),
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}
