import type { UserRow } from '../../models/identity/user.queries';
import type { User } from '../../openapi/generated/types';

/** An account as those see it who manage users. */
export function userView(row: UserRow): User {
  const { id, username, email, first_name, last_name, language, timezone, is_active } = row;
  return {
    ...{ id, username, email, email_verified: row.email_verified_at !== null },
    ...{ first_name, last_name, language, timezone, is_active, roles: row.roles },
    erase_at: row.erase_at?.toISOString() ?? null,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}
