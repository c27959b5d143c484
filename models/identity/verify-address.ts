// Proving an address, by the code of a mail or by its link. A wrong, used, expired or replaced proof, an address that
// somebody else has proven, and an unknown one all get the same answer.
import type { Knex } from 'knex';
import { raw, UniqueViolationError } from 'objection';
import { fail } from '../../foundation/errors';
import { transaction, type Transaction } from '../../foundation/transaction';
import { appendEvent } from '../messaging/append-event';
import { recordAudit } from '../operations/audit-entry';
import type { AccountSecrets, CodeSubject } from './account-secrets';
import { User } from './user';

const attemptsPerCode = 5;
// Several accounts may claim one address, each with a code of its own in the same mailbox. The fewer are looked at, the
// less a stranger gains by registering many.
const codesPerAddress = 3;

interface OpenCode extends CodeSubject {
  owner_id: string;
}

/** Proves the address by its code. Each guess counts before it is looked at, so that many at once gain nothing. */
export async function verifyByCode(
  database: Knex,
  secrets: AccountSecrets,
  { email, otp }: { email: string; otp: string },
  now: Date,
): Promise<void> {
  const { rows } = await database.raw<{ rows: OpenCode[] }>(
    `update one_time_codes c set attempts = attempts + 1
     from users u
     where u.id = c.owner_id and c.attempts < ? and c.id in (
       select codes.id from one_time_codes codes join users on users.id = codes.owner_id
       where lower(users.email) = lower(?) and users.deleted_at is null and users.is_active
         and users.email_verified_at is null and codes.expires_at > ?
       order by codes.created_at desc, codes.id desc limit ?)
     returning c.id, c.owner_id, u.email`,
    [attemptsPerCode, email, now, codesPerAddress],
  );
  const fitting = rows.filter((code) => secrets.codeFits(code, otp));
  await claimAddress(database, fitting[0], now, 'code_invalid');
}

/** Proves the address by the link beside the code. */
export async function verifyByLink(
  database: Knex,
  secrets: AccountSecrets,
  token: string,
  now: Date,
): Promise<void> {
  const id = secrets.linkSubject(token);
  const code = id === null ? undefined : await openLink(database, id, now);
  const fits = code !== undefined && secrets.linkFits(code, token);
  await claimAddress(database, fits ? code : undefined, now, 'link_invalid');
}

async function openLink(database: Knex, id: string, now: Date): Promise<OpenCode | undefined> {
  return await database('one_time_codes')
    .join('users', 'users.id', 'one_time_codes.owner_id')
    .where({ 'one_time_codes.id': id, 'users.is_active': true })
    .whereNull('users.deleted_at')
    .where('link_expires_at', '>', now)
    .first<OpenCode | undefined>('one_time_codes.id', 'owner_id', 'users.email');
}

async function claimAddress(
  database: Knex,
  code: OpenCode | undefined,
  now: Date,
  refusal: 'code_invalid' | 'link_invalid',
): Promise<void> {
  if (!code) throw fail(refusal);
  try {
    const claimed = await transaction(database, (tx) => markProven(tx, code, now));
    if (!claimed) throw fail(refusal);
  } catch (error) {
    // Somebody else has proven the address meanwhile.
    throw error instanceof UniqueViolationError ? fail(refusal) : error;
  }
}

/** Uses the code up and marks the address; false when another request was faster. */
async function markProven(
  tx: Transaction,
  { id, owner_id, email }: OpenCode,
  now: Date,
): Promise<boolean> {
  if ((await tx.sql('one_time_codes').where({ id }).delete()) === 0) return false;
  const marked = await User.query(tx.sql)
    .where({ id: owner_id, email })
    .whereNull('email_verified_at')
    .patch({ email_verified_at: now, updated_at: now, version: raw('version + 1') });
  if (marked === 0) return false;
  const subject = { type: 'user', id: owner_id };
  await recordAudit(tx, {
    actor_id: owner_id,
    owner_id,
    action: 'account.email_verified',
    subject,
  });
  appendEvent(tx, { owner_id, type: 'user.email_verified', subject });
  return true;
}
