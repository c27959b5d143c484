// Signing in to an account with a second factor. The first step ends in a token that says who knew the password; the
// second one shows it with a code.
//
// Codes are counted as passwords are: for the account, by network or by known device, before they are looked at. Because
// only who knows the password gets here, the account may also count by itself without shutting its owner out by
// strangers: unknown devices together have twenty a day, wherever they are. Known devices are not held up by them.
// Who is held back knew the password: the owner is told, once a day.
import type { Knex } from 'knex';
import { AppError, fail } from '../../foundation/errors';
import type { Seal } from '../../foundation/seal';
import { transaction } from '../../foundation/transaction';
import { restoreQuota, takeQuota, type Quota } from '../operations/rate-limit';
import type { AccountSecrets } from './account-secrets';
import { tellOfCodes } from './change-second-factor';
import { networkOf } from './network';
import { findSecondFactor, SecondFactor, useCode } from './second-factor';
import { noticeSecurity } from './security-notice';
import type { Device } from './session';
import { knownDevice } from './sign-in-attempts';
import { findUser, type User } from './user';

const challengeMs = 5 * 60_000;
const attempts: Quota = { name: 'code-attempts', quota: 10, window: 3600 };
const strangersAttempts: Quota = { name: 'unknown-device-codes', quota: 20, window: 86_400 };
const mailsPerAccount: Quota = { name: 'guessed-code-mails', quota: 1, window: 86_400 };

/** Throws `mfa_required` with the token for the second step where the account has a second factor. */
export async function assertSingleStep(
  database: Knex,
  secrets: AccountSecrets,
  user: User,
  now: Date,
): Promise<void> {
  if (!(await findSecondFactor(database, user.id))) return;
  const expires = new Date(now.getTime() + challengeMs);
  const refusal = fail('mfa_required', 'Finish with a code at POST /auth/login/mfa.');
  throw refusal.with({ mfa_token: secrets.challenges.issue(user, expires) });
}

/** What the second step brings. */
export interface SecondStep {
  mfa_token: string;
  code: string;
  from: Device;
  /** The session of an earlier refresh token that the device showed. */
  family: string | undefined;
}

/** The account that may sign in now; its code is used up. Recovery codes are told to the owner. */
export async function finishSteps(
  database: Knex,
  { secrets, seal }: { secrets: AccountSecrets; seal: Seal },
  { mfa_token, code, from, family }: SecondStep,
  now: Date,
): Promise<User> {
  const user = await readChallenge(database, secrets, mfa_token, now);
  const restoreAttempts = await countCode(database, { user_id: user.id, from, family }, now);
  const owner_id = user.id;
  await transaction(database, async (tx) => {
    const factor = await SecondFactor.query(tx.sql).findOne({ owner_id }).forUpdate();
    if (!factor?.confirmed_at) throw ended();
    const used = await useCode(tx, seal, factor, code, now);
    if (used === null) throw fail('code_invalid');
    if (used === 'recovery') await tellOfCodes(tx, { owner_id, from, now }, 'recovery_code_used');
  });
  await restoreAttempts();
  return user;
}

async function readChallenge(
  database: Knex,
  secrets: AccountSecrets,
  token: string,
  now: Date,
): Promise<User> {
  const ticket = secrets.challenges.read(token);
  const user = ticket ? await findUser(database, ticket.user_id) : undefined;
  if (
    !user?.is_active ||
    !ticket ||
    ticket.expires <= now ||
    !secrets.challenges.fits(user, token)
  ) {
    throw ended();
  }
  return user;
}

function ended(): AppError {
  return fail('invalid_credentials', 'The first step does not hold any more; sign in again.');
}

interface CodeAttempt {
  user_id: string;
  from: Device;
  family: string | undefined;
}

/** Counts an attempt, or throws `rate_limited`; returns what gives the attempts of this device back. */
async function countCode(
  database: Knex,
  attempt: CodeAttempt,
  now: Date,
): Promise<() => Promise<void>> {
  const { user_id, from } = attempt;
  const device = await knownDevice(database, attempt);
  const counted = JSON.stringify([user_id, device ?? ['network', networkOf(from.ip)]]);
  const quotas: [Quota, string][] = [[attempts, counted]];
  if (!device) quotas.push([strangersAttempts, user_id]);
  for (const [quota, key] of quotas) {
    const { allowed, retry_after } = await takeQuota(database, quota, key, now);
    if (allowed) continue;
    await tellOfGuesses(database, attempt, now);
    throw new AppError('rate_limited', 'Too many codes were tried.', [], retry_after);
  }
  return () => restoreQuota(database, attempts, counted);
}

async function tellOfGuesses(
  database: Knex,
  { user_id: owner_id, from }: CodeAttempt,
  now: Date,
): Promise<void> {
  await transaction(database, async (tx) => {
    const { allowed } = await takeQuota(tx.sql, mailsPerAccount, owner_id, now);
    if (allowed) await noticeSecurity(tx, { owner_id, event: 'codes_guessed', from });
  });
}
