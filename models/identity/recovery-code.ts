// Codes for the day on which the app is lost. They have 80 random bits, so a plain hash keeps them: nobody guesses them.
import { createHash, randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import { newId } from '../../foundation/ids';
import type { Transaction } from '../../foundation/transaction';

const codesPerAccount = 10;
const bytesPerCode = 10;
// Crockford's base32: nothing in it looks like something else.
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** Gives an account new codes in place of those before; nobody can read them again. */
export async function issueRecoveryCodes(
  tx: Transaction,
  owner_id: string,
  now: Date,
): Promise<string[]> {
  await removeRecoveryCodes(tx, owner_id);
  const codes = Array.from({ length: codesPerAccount }, newCode);
  const rows = codes.map((code) => ({
    ...{ id: newId(), owner_id, code_hash: hashOf(owner_id, code), created_at: now },
  }));
  await tx.sql('recovery_codes').insert(rows);
  return codes;
}

/** Uses a code up; false when it is none, or was used. */
export async function useRecoveryCode(
  tx: Transaction,
  owner_id: string,
  code: string,
  now: Date,
): Promise<boolean> {
  const used = await tx
    .sql('recovery_codes')
    .where({ owner_id, code_hash: hashOf(owner_id, code) })
    .whereNull('used_at')
    .update({ used_at: now });
  return used > 0;
}

/** How many codes were not used yet. */
export async function recoveryCodesLeft(database: Knex, owner_id: string): Promise<number> {
  const [row] = await database('recovery_codes')
    .where({ owner_id })
    .whereNull('used_at')
    .count<{ count: string }[]>();
  return Number(row?.count ?? 0);
}

/** Removes all codes of an account. */
export async function removeRecoveryCodes(tx: Transaction, owner_id: string): Promise<void> {
  await tx.sql('recovery_codes').where({ owner_id }).delete();
}

function newCode(): string {
  const bits = [...randomBytes(bytesPerCode)].map((byte) => byte.toString(2).padStart(8, '0'));
  const letters = (bits.join('').match(/.{5}/g) ?? []).map(
    (group) => alphabet[Number.parseInt(group, 2)],
  );
  return letters.join('').replaceAll(/.{4}(?=.)/g, '$&-');
}

/** As people type it: letter case, hyphens and what looks alike do not matter. */
function hashOf(owner_id: string, code: string): string {
  const plain = code.toLowerCase().replaceAll(/[ -]/g, '');
  const typed = plain.replaceAll('o', '0').replaceAll(/[il]/g, '1');
  return createHash('sha256').update(`${owner_id}:${typed}`).digest('base64url');
}
