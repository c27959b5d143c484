// The rule by which guessing a password is stopped without shutting its owner out.
//
// Attempts are counted for the name as it was typed, together with the network that they come from: ten, and one more
// every 90 seconds. So a stranger uses up tries of their own network only, and an account has no counter that others can
// exhaust. A device that signed in before counts by itself, so that not even somebody in the same network can shut it
// out: it shows an earlier refresh token, which nobody else has, or else it has the network and the user agent of an
// earlier session. Names are counted as typed, whether or not there is such an account, so a refusal tells nothing; and
// an attempt counts before the password is looked at, so that many at once gain nothing. Success gives all of it back. The
// owner of an account is told by mail when attempts are held back.
import type { Knex } from 'knex';
import { AppError } from '../../foundation/errors';
import { restoreQuota, takeQuota } from '../operations/rate-limit';
import { networkOf } from './network';
import { noticeLockOut } from './notice-lock-out';
import type { Device } from './session';

// Asking for nobody's sessions is the same statement as asking for somebody's.
const nobody = '00000000-0000-0000-0000-000000000000';
const attempts = { name: 'password-attempts', quota: 10, window: 900 };

/** Somebody who tries to sign in. */
export interface SignInAttempt {
  /** The name or address as typed. */
  login: string;
  /** The account that it means, if there is one. */
  user_id: string | undefined;
  from: Device;
  /** The session of an earlier refresh token that the device showed. */
  family: string | undefined;
}

/** Counts an attempt, or throws `rate_limited`; returns what gives the attempts back when the password fits. */
export async function countAttempt(
  database: Knex,
  attempt: SignInAttempt,
  now: Date,
): Promise<() => Promise<void>> {
  const device = await knownDevice(database, attempt);
  const counted = JSON.stringify([
    attempt.login.toLowerCase(),
    device ?? ['network', networkOf(attempt.from.ip)],
  ]);
  const { allowed, retry_after } = await takeQuota(database, attempts, counted, now);
  if (!allowed) {
    await noticeLockOut(database, attempt, now);
    throw new AppError('rate_limited', 'Too many attempts to sign in.', [], retry_after);
  }
  return () => restoreQuota(database, attempts, counted);
}

/** How a device that signed in to the account before is counted; undefined for any other. */
export async function knownDevice(
  database: Knex,
  { user_id, from, family }: Omit<SignInAttempt, 'login'>,
): Promise<string[] | undefined> {
  const rows = await database('sessions')
    .where({ owner_id: user_id ?? nobody })
    .whereRaw("revoked_reason is distinct from 'refresh_reused'")
    .where((either) => {
      void either.where({ id: family ?? nobody }).orWhere({ device: from.device });
    })
    .orderBy('created_at', 'desc')
    .limit(50)
    .select<{ id: string; device: string; ip: string }[]>('id', 'device', 'ip');
  if (rows.some(({ id }) => id === family)) return ['family', family ?? ''];
  const network = networkOf(from.ip);
  const seen = rows.some(({ device, ip }) => device === from.device && networkOf(ip) === network);
  return seen ? ['device', network, from.device] : undefined;
}
