import type { Knex } from 'knex';
import { fail } from '../../foundation/errors';
import { findRole, type RoleRow } from '../../models/identity/role.queries';
import type { Role } from '../../openapi/generated/types';
import { etag } from '../etag';
import { reply, type Reply } from '../operation';
import { roleView } from './role.view';

/** The role, or `not_found`. */
export async function foundRole(database: Knex, id: string): Promise<RoleRow> {
  const row = await findRole(database, id);
  if (!row) throw fail('not_found');
  return row;
}

/** The answer that shows a role and its version. */
export function roleReply(row: RoleRow): Reply<200, Role> {
  return reply(200, roleView(row), { etag: etag(row.version) });
}
