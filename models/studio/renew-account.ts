// Renewing tokens: claimed first, because platforms that rotate refresh tokens take each only once. The claim is a
// lease, so that a process that dies leaves the account to the next.
import { fail } from '../../foundation/errors';
import type { Seal } from '../../foundation/seal';
import type { Transaction } from '../../foundation/transaction';
import { type GivenTokens, tokenColumns } from './account-tokens';
import { requestWorkflow } from '../operations/workflow-command';
import { accountWorkflow } from './account-workflow';
import { SocialAccount } from './social-account';

/** Longer than any platform's client waits for an answer. */
const leaseMs = 2 * 60_000;
const [firstPauseMs, longestPauseMs] = [60_000, 3_600_000];

/** What an account's tokens need: renewing by whoever got this answer, patience until an instant, or nothing. */
export type RenewalClaim = { renew: SocialAccount } | { wait_until: Date } | { done: true };

/** Claims the renewal of tokens that are due at `now`, or wanted before they are. */
export async function claimRenewal(
  tx: Transaction,
  id: string,
  now: Date,
  { early = false }: { early?: boolean } = {},
): Promise<RenewalClaim> {
  const account = await SocialAccount.query(tx.sql).findById(id).forNoKeyUpdate();
  if (account?.state !== 'connected' || !(account.refresh_at ?? early)) return { done: true };
  const { refreshing_until, refresh_at } = account;
  if (refreshing_until && refreshing_until > now) return { wait_until: refreshing_until };
  // Once renewing has failed, nobody comes before the pause is over.
  const waits = !early || account.refresh_failures > 0;
  if (waits && refresh_at && refresh_at > now) return { wait_until: refresh_at };
  const until = new Date(now.getTime() + leaseMs);
  await SocialAccount.query(tx.sql).findById(id).patch({ refreshing_until: until });
  return { renew: account };
}

/**
 * Stores new tokens, unless those that they replace are stored no more.
 * @returns the account as it is now; undefined when it was changed or removed meanwhile
 */
export async function storeRenewal(
  tx: Transaction,
  { id, access_token }: SocialAccount,
  tokens: GivenTokens,
  given: { seal: Seal; now: Date; chance: number },
): Promise<SocialAccount | undefined> {
  const [renewed] = await SocialAccount.query(tx.sql)
    .where({ id, access_token, state: 'connected' })
    .patch({
      ...tokenColumns(given.seal, id, tokens, { ...given, renewable: true }),
      ...{ refreshing_until: null, refresh_failures: 0, error_code: null },
      ...{ version: tx.sql.raw('version + 1'), updated_at: given.now },
    })
    .returning('*');
  return renewed;
}

/** Gives the renewal back, to be tried again: after growing pauses, or when the platform said. Returns when. */
export async function postponeRenewal(
  tx: Transaction,
  { id, access_token, refresh_failures }: SocialAccount,
  { code, retry_after }: { code: string; retry_after?: number | undefined },
  now: Date,
): Promise<Date> {
  const grown = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(refresh_failures, 10));
  const asked = retry_after === undefined ? 0 : Math.min(retry_after * 1000, 24 * longestPauseMs);
  const refresh_at = new Date(now.getTime() + Math.max(asked, grown));
  await SocialAccount.query(tx.sql)
    .where({ id, access_token, state: 'connected' })
    .patch({
      ...{ refresh_at, refreshing_until: null, error_code: code },
      refresh_failures: refresh_failures + 1,
    });
  return refresh_at;
}

/** Gives the renewal back: the tokens are good until they end, and looked at again then. */
export async function awaitEnd(
  tx: Transaction,
  { id, access_token, expires_at }: SocialAccount,
): Promise<void> {
  await SocialAccount.query(tx.sql)
    .where({ id, access_token, state: 'connected' })
    .patch({ refresh_at: expires_at, refreshing_until: null, refresh_failures: 0 });
}

/**
 * Has the tokens renewed now, because somebody wants to know.
 * @throws `account_disconnected` (409)
 */
export async function wantRenewal(
  tx: Transaction,
  account: SocialAccount,
  now: Date,
): Promise<SocialAccount> {
  if (account.state !== 'connected') throw fail('account_disconnected');
  await requestWorkflow(tx, accountWorkflow(account));
  return await SocialAccount.query(tx.sql).patchAndFetchById(account.id, {
    ...{ refresh_at: now, version: account.version + 1, updated_at: now },
  });
}
