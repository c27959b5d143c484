import type { Knex } from 'knex';
import { BaseModel } from '../../foundation/base-model';
import { fail } from '../../foundation/errors';
import { newId } from '../../foundation/ids';
import { createSeal, type Seal } from '../../foundation/seal';
import type { Transaction } from '../../foundation/transaction';
import { useRecoveryCode } from './recovery-code';
import { matchingStep, newSecret } from './totp';

/** How long a secret waits to be confirmed. */
const enrolmentMs = 15 * 60_000;

/** What signing in needs beside the password, once it is confirmed: an app that knows the secret. */
export class SecondFactor extends BaseModel {
  static override readonly tableName = 'second_factors';

  declare id: string;
  declare owner_id: string;
  /** Sealed, under the id. */
  declare secret: string;
  /** The newest step of time whose code was used. */
  declare last_step: number;
  declare created_at: Date;
  /** Until when it can be confirmed. */
  declare expires_at: Date;
  declare confirmed_at: Date | null;
}

/** Seals of secrets. */
export function createFactorSeal(keys: { secretKey: string; formerSecretKeys: string[] }): Seal {
  return createSeal([keys.secretKey, ...keys.formerSecretKeys], 'second-factor');
}

/** The confirmed second factor of an account. */
export async function findSecondFactor(
  database: Knex,
  owner_id: string,
): Promise<SecondFactor | undefined> {
  return await SecondFactor.query(database).findOne({ owner_id }).whereNotNull('confirmed_at');
}

/** Keeps a new secret for an account, in place of one that was never confirmed; throws `mfa_already_enabled`. */
export async function beginFactor(
  database: Knex,
  seal: Seal,
  owner_id: string,
  now: Date,
): Promise<{ secret: Buffer; expires_at: Date }> {
  const id = newId();
  const secret = newSecret();
  const expires_at = new Date(now.getTime() + enrolmentMs);
  const row = {
    ...{ id, owner_id, secret: seal.close(secret.toString('base64'), id), last_step: 0 },
    ...{ created_at: now, expires_at },
  };
  const kept = await database('second_factors')
    .insert(row)
    .onConflict('owner_id')
    .merge()
    .whereNull('second_factors.confirmed_at')
    .returning('id');
  if (kept.length === 0) throw fail('mfa_already_enabled');
  return { secret, expires_at };
}

/** Which kind of code was used up; null when it was none, or was used before. */
export type UsedCode = 'app' | 'recovery' | null;

/**
 * Uses a code of the app or a recovery code up. A step is used by one conditional update: of two with the same code one
 * gets in, and no earlier code works any more.
 */
export async function useCode(
  tx: Transaction,
  seal: Seal,
  { id, owner_id, secret, last_step }: SecondFactor,
  code: string,
  now: Date,
): Promise<UsedCode> {
  const digits = code.replaceAll(' ', '');
  if (!/^\d{6}$/.test(digits)) {
    return (await useRecoveryCode(tx, owner_id, code, now)) ? 'recovery' : null;
  }
  const opened = Buffer.from(seal.open(secret, id), 'base64');
  const step = matchingStep(opened, digits, { at: now, after: last_step });
  if (step === null) return null;
  const used = await tx
    .sql('second_factors')
    .where({ id })
    .where('last_step', '<', step)
    .update({ last_step: step });
  return used > 0 ? 'app' : null;
}
