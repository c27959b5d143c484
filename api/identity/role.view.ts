import type { RoleRow } from '../../models/identity/role.queries';
import type { Role } from '../../openapi/generated/types';

/** A role as the contract shows it. */
export function roleView(row: RoleRow): Role {
  const { id, name, description, permissions, is_protected, users } = row;
  return {
    ...{ id, name, description, permissions, is_protected, users },
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}
