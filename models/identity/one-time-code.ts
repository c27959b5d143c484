import type { Knex } from 'knex';
import { BaseModel } from '../../foundation/base-model';
import { newId } from '../../foundation/ids';
import type { Transaction } from '../../foundation/transaction';

const minute = 60_000;
/** How long a code holds, in minutes; the mail says it. */
export const codeMinutes = 10;
// A link cannot be guessed, and mails are slow.
const linkMinutes = 24 * 60;

/** A proof of an address that was asked for. Its code is derived from `id`, so a new id is a new code. */
export class OneTimeCode extends BaseModel {
  static override readonly tableName = 'one_time_codes';

  declare id: string;
  declare owner_id: string;
  /** Guesses so far, also those at the same time. */
  declare attempts: number;
  declare created_at: Date;
  declare expires_at: Date;
  declare link_expires_at: Date;
}

/** Opens a code for an account, in place of the one before. */
export async function openCode(
  tx: Transaction,
  owner_id: string,
  now: Date,
): Promise<Pick<OneTimeCode, 'id'>> {
  const row = {
    id: newId(),
    owner_id,
    attempts: 0,
    created_at: now,
    expires_at: new Date(now.getTime() + codeMinutes * minute),
    link_expires_at: new Date(now.getTime() + linkMinutes * minute),
  };
  await tx.sql('one_time_codes').insert(row).onConflict('owner_id').merge();
  return { id: row.id };
}

/** The open code with this id. */
export async function findCode(database: Knex, id: string): Promise<OneTimeCode | undefined> {
  return await OneTimeCode.query(database).findById(id);
}

/** Removes codes whose links ended before the instant; returns how many. */
export async function removeExpiredCodes(database: Knex, before: Date): Promise<number> {
  return await OneTimeCode.query(database).delete().where('link_expires_at', '<', before);
}
