import type { Knex } from 'knex';
import { fail } from '../../foundation/errors';
import {
  keysetPage,
  type KeysetOrder,
  type KeysetPage,
  type PageRequest,
} from '../../foundation/keyset';

/** Something that a role can allow. */
export interface PermissionRow {
  code: string;
  description: string;
}

/** The one order of the list. */
export const permissionOrder: KeysetOrder = {
  columns: [{ sql: 'code', type: 'text' }],
  direction: 'asc',
};

/** A page of everything that roles can allow. */
export async function listPermissionRows(
  database: Knex,
  page: PageRequest,
): Promise<KeysetPage<PermissionRow>> {
  return await keysetPage<PermissionRow>(database, database('permissions').select('*'), page);
}

/** Throws `validation_failed` unless all of these exist. */
export async function assertPermissions(database: Knex, codes: string[]): Promise<void> {
  const known = await database('permissions').whereIn('code', codes).pluck<string[]>('code');
  const unknown = codes.filter((code) => !known.includes(code));
  if (unknown.length === 0) return;
  const detail = 'must be the code of a permission';
  const errors = unknown.map((code) => ({
    ...{ pointer: `/permissions/${codes.indexOf(code)}`, code: 'unknown', detail },
  }));
  throw fail('validation_failed', undefined, errors);
}
