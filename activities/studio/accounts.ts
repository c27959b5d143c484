import { SealError } from '../../foundation/seal';
import {
  deleteRemoved,
  findRemoved,
  noteRevocationFailed,
} from '../../models/studio/remove-account';
import type { SocialAccount } from '../../models/studio/social-account';
import type { AccountActivities } from '../../workflows/studio/contract';
import { PlatformError } from '../clients/platforms/platform-error';
import { withHeartbeat } from '../heartbeat';
import { present } from '../present';
import type { AccountDependencies } from './account-session';
import { renewingSession, renewTokens } from './renew-tokens';

/** What `refreshToken` does in one turn. */
export function createAccountActivities(dependencies: AccountDependencies): AccountActivities {
  const { database, clock } = dependencies;
  return {
    tendAccount: ({ account_id, now }) =>
      withHeartbeat(async () => {
        const at = present(clock, now);
        const removed = await findRemoved(database, account_id);
        const next = removed
          ? await remove(dependencies, removed, at)
          : await renew(dependencies, account_id, at);
        return next && next.toISOString();
      }),
  };
}

async function renew(
  dependencies: AccountDependencies,
  account_id: string,
  now: Date,
): Promise<Date | null> {
  const renewal = await renewTokens(dependencies, account_id, now);
  if ('renewed' in renewal) return renewal.renewed.refresh_at;
  if ('lasts_until' in renewal) return renewal.lasts_until;
  return 'wait_until' in renewal ? renewal.wait_until : null;
}

/** Revokes the tokens where the platform can, and deletes the row; a revocation that fails is not waited for long. */
async function remove(
  dependencies: AccountDependencies,
  account: SocialAccount,
  now: Date,
): Promise<Date | null> {
  const { database, platforms, seal } = dependencies;
  try {
    await platforms.get(account.platform)?.revoke?.(renewingSession(seal, account));
  } catch (error) {
    if (!(error instanceof PlatformError || error instanceof SealError)) throw error;
    const passes =
      error instanceof PlatformError && ['later', 'unknown'].includes(error.facts.kind);
    const again = passes ? await noteRevocationFailed(database, account, now) : null;
    if (again) return again;
  }
  await deleteRemoved(database, account.id);
  return null;
}
