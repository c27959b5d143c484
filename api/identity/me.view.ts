import type { SignedInUser } from '../../models/identity/signed-in-user';
import type { User } from '../../models/identity/user';
import type { Me } from '../../openapi/generated/types';

/** The signed-in user as the contract shows them. */
export function meView(row: User, user: SignedInUser): Me {
  const { id, username, email, first_name, last_name, language, timezone } = row;
  return {
    id,
    username,
    email,
    email_verified: row.email_verified_at !== null,
    first_name,
    last_name,
    language,
    timezone,
    roles: user.roles,
    permissions: user.permissions,
    created_at: row.created_at.toISOString(),
  };
}
