// A second factor begins and ends by the password and a code, so that who finds an open session can do neither. Each
// change is told to the owner.
import type { Knex } from 'knex';
import { fail } from '../../foundation/errors';
import type { Seal } from '../../foundation/seal';
import { transaction, type Transaction } from '../../foundation/transaction';
import { appendEvent } from '../messaging/append-event';
import type { EventType } from '../messaging/event';
import { passwordFits } from './password';
import { issueRecoveryCodes, recoveryCodesLeft, removeRecoveryCodes } from './recovery-code';
import { beginFactor, SecondFactor, useCode } from './second-factor';
import { noticeSecurity, type SecurityNotice } from './security-notice';
import type { Device } from './session';
import { findUser, type User } from './user';

/** Who changes it, and from where. */
export interface FactorChange {
  owner_id: string;
  from: Device;
  now: Date;
}

/** What proves that somebody may change it. */
export interface FactorProof {
  password: string;
  code: string;
}

/** A new secret for who knows the password. */
export async function enrolFactor(
  database: Knex,
  seal: Seal,
  owner_id: string,
  password: string,
  now: Date,
): Promise<{ user: User; secret: Buffer; expires_at: Date }> {
  const user = await assertPassword(database, owner_id, password);
  return { user, ...(await beginFactor(database, seal, owner_id, now)) };
}

/** Lets the secret count from now on; returns the recovery codes. */
export async function confirmFactor(
  database: Knex,
  seal: Seal,
  code: string,
  change: FactorChange,
): Promise<string[]> {
  const { owner_id, now } = change;
  return await transaction(database, async (tx) => {
    const factor = await lockFactor(tx, owner_id);
    if (factor?.confirmed_at) throw fail('mfa_already_enabled');
    if (!factor || factor.expires_at <= now) throw fail('code_invalid');
    if ((await useCode(tx, seal, factor, code, now)) !== 'app') throw fail('code_invalid');
    await SecondFactor.query(tx.sql).findById(factor.id).patch({ confirmed_at: now });
    const codes = await issueRecoveryCodes(tx, owner_id, now);
    await tell(tx, change, 'mfa_enabled', 'user.mfa_enabled');
    return codes;
  });
}

/** New recovery codes in place of those before. */
export async function renewRecoveryCodes(
  database: Knex,
  seal: Seal,
  proof: FactorProof,
  change: FactorChange,
): Promise<string[]> {
  return await withProof(database, seal, proof, change, async (tx) => {
    const codes = await issueRecoveryCodes(tx, change.owner_id, change.now);
    await tellOfCodes(tx, change, 'recovery_codes_replaced');
    return codes;
  });
}

/** Ends the second factor; its recovery codes go with it. */
export async function disableFactor(
  database: Knex,
  seal: Seal,
  proof: FactorProof,
  change: FactorChange,
): Promise<void> {
  await withProof(database, seal, proof, change, async (tx, { id }) => {
    await SecondFactor.query(tx.sql).deleteById(id);
    await removeRecoveryCodes(tx, change.owner_id);
    await tell(tx, change, 'mfa_disabled', 'user.mfa_disabled');
  });
}

/** Tells the owner what became of the recovery codes. */
export async function tellOfCodes(
  tx: Transaction,
  change: FactorChange,
  event: 'recovery_codes_replaced' | 'recovery_code_used',
): Promise<void> {
  const left = await recoveryCodesLeft(tx.sql, change.owner_id);
  await tell(tx, change, event, 'user.recovery_codes_changed', { left });
}

async function tell(
  tx: Transaction,
  { owner_id, from }: FactorChange,
  event: SecurityNotice['event'],
  type: EventType,
  data: Record<string, number> = {},
): Promise<void> {
  await noticeSecurity(tx, { owner_id, event, from });
  appendEvent(tx, { owner_id, type, subject: { type: 'user', id: owner_id }, data });
}

async function withProof<T>(
  database: Knex,
  seal: Seal,
  { password, code }: FactorProof,
  { owner_id, now }: FactorChange,
  work: (tx: Transaction, factor: SecondFactor) => Promise<T>,
): Promise<T> {
  await assertPassword(database, owner_id, password);
  return await transaction(database, async (tx) => {
    const factor = await lockFactor(tx, owner_id);
    if (!factor?.confirmed_at) throw fail('mfa_not_enabled');
    if ((await useCode(tx, seal, factor, code, now)) === null) throw fail('code_invalid');
    return await work(tx, factor);
  });
}

async function lockFactor(tx: Transaction, owner_id: string): Promise<SecondFactor | undefined> {
  return await SecondFactor.query(tx.sql).findOne({ owner_id }).forUpdate();
}

async function assertPassword(database: Knex, id: string, password: string): Promise<User> {
  const user = await findUser(database, id);
  if (user && (await passwordFits(user.password_hash, password))) return user;
  const detail = 'is not the present password';
  throw fail('validation_failed', undefined, [{ pointer: '/password', code: 'wrong', detail }]);
}
