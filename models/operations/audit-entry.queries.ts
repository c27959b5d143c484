import type { Knex } from 'knex';
import {
  keysetPage,
  type KeysetOrder,
  type KeysetPage,
  type PageRequest,
} from '../../foundation/keyset';

/** A row of the log, with the name of who did it as long as there is one. */
export interface AuditRow {
  id: string;
  actor_id: string;
  actor_username: string | null;
  owner_id: string | null;
  action: string;
  subject_type: string;
  subject_id: string;
  changes: Record<string, unknown>;
  request_id: string | null;
  created_at: Date;
}

export interface AuditFilters {
  actor_id?: string;
  owner_id?: string;
  action?: string;
  subject_type?: string;
  subject_id?: string;
}

const columns = [
  { sql: 'audit_entries.created_at', type: 'timestamptz' } as const,
  { sql: 'audit_entries.id', type: 'uuid' } as const,
];

/** The orders of the list, by the names of the contract. */
export const auditOrders = {
  created_at: { columns, direction: 'asc' },
  '-created_at': { columns, direction: 'desc' },
} satisfies Record<string, KeysetOrder>;

const actor = '(select username from users where users.id = actor_id) as actor_username';

/** A page of the audit log. */
export async function listAuditRows(
  database: Knex,
  {
    created_after,
    created_before,
    ...equal
  }: AuditFilters & { created_after?: Date; created_before?: Date },
  page: PageRequest,
): Promise<KeysetPage<AuditRow>> {
  const query = database('audit_entries').where(equal).select('*', database.raw(actor));
  if (created_after) query.where('created_at', '>=', created_after);
  if (created_before) query.where('created_at', '<', created_before);
  return await keysetPage<AuditRow>(database, query, page);
}
