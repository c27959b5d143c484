import { type Seal, SealError } from '../../foundation/seal';
import { transaction } from '../../foundation/transaction';
import { openSecrets } from '../../models/studio/account-seal';
import { disconnectAccount } from '../../models/studio/disconnect-account';
import { rememberLimit } from '../../models/studio/platform-limit';
import {
  awaitEnd,
  claimRenewal,
  postponeRenewal,
  type RenewalClaim,
  storeRenewal,
} from '../../models/studio/renew-account';
import type { SocialAccount } from '../../models/studio/social-account';
import type { AccountSession } from '../clients/platforms/platform';
import { PlatformError } from '../clients/platforms/platform-error';
import type { AccountDependencies } from './account-session';
import { persistently } from './persistently';

/**
 * What became of tokens: new ones, patience until an instant, or nothing that could be renewed any more. `lasts_until`:
 * these are renewed never, and good until they end.
 */
export type Renewal =
  | { renewed: SocialAccount }
  | { lasts_until: Date | null }
  | Exclude<RenewalClaim, { renew: SocialAccount }>;

/** A platform may renew tokens, and have given none for it with these. */
const notOffered = 'refresh_not_offered';

/** Tokens that rotate are lost with the answer that brought them: they are tried to be stored, well within the claim. */
const storedWithinMs = 20_000;

/**
 * Gets an account new tokens if they are due, or `early`. Only the platform's word that it takes the old ones no more
 * disconnects the account; whatever else goes wrong is tried again later.
 */
export async function renewTokens(
  dependencies: AccountDependencies,
  account_id: string,
  now: Date,
  wish: { early?: boolean } = {},
): Promise<Renewal> {
  const { database, platforms } = dependencies;
  const claim = await transaction(database, (tx) => claimRenewal(tx, account_id, now, wish));
  if (!('renew' in claim)) return claim;
  const account = claim.renew;
  const platform = platforms.get(account.platform);
  if (!platform) return await postpone(dependencies, account, { code: 'unknown_platform' }, now);
  const { title } = platform;
  if (!platform.refresh) {
    return await disconnect(dependencies, account, { code: 'token_expired', title }, now);
  }
  try {
    const tokens = await platform.refresh(renewingSession(dependencies.seal, account));
    return await store(dependencies, account, tokens, now);
  } catch (error) {
    if (error instanceof SealError) {
      return await postpone(dependencies, account, { code: 'account_unreadable' }, now);
    }
    if (!(error instanceof PlatformError)) throw error;
    const { kind, code } = error.facts;
    if (kind === 'disconnected')
      return await disconnect(dependencies, account, { code, title }, now);
    if (code === notOffered) return await untilTheEnd(dependencies, account, title, now);
    await rememberLimit(database, account, error.facts, now);
    return await postpone(dependencies, account, error.facts, now);
  }
}

/** The account with all its tokens, for the calls that are about tokens. */
export function renewingSession(
  seal: Seal,
  account: SocialAccount,
): AccountSession & { refresh_token: string | null } {
  const { id, external_id, username, server_url } = account;
  return { account_id: id, external_id, username, server_url, ...openSecrets(seal, account) };
}

async function store(
  { database, seal, chance = Math.random }: AccountDependencies,
  account: SocialAccount,
  tokens: Parameters<typeof storeRenewal>[2],
  now: Date,
): Promise<Renewal> {
  const given = { seal, now, chance: chance() };
  const renewed = await persistently(
    () => transaction(database, (tx) => storeRenewal(tx, account, tokens, given)),
    { patienceMs: storedWithinMs },
  );
  // Else its owner connected it again meanwhile, or removed it: worth another look.
  return renewed ? { renewed } : { wait_until: now };
}

async function untilTheEnd(
  dependencies: AccountDependencies,
  account: SocialAccount,
  title: string,
  now: Date,
): Promise<Renewal> {
  const { expires_at } = account;
  if (expires_at && expires_at <= now) {
    return await disconnect(dependencies, account, { code: 'token_expired', title }, now);
  }
  await transaction(dependencies.database, (tx) => awaitEnd(tx, account));
  return { lasts_until: expires_at };
}

async function disconnect(
  { database }: AccountDependencies,
  account: SocialAccount,
  why: { code: string; title: string },
  now: Date,
): Promise<Renewal> {
  const ended = await transaction(database, (tx) => disconnectAccount(tx, account, why, now));
  return ended ? { done: true } : { wait_until: now };
}

async function postpone(
  { database }: AccountDependencies,
  account: SocialAccount,
  failure: { code: string; retry_after?: number | undefined },
  now: Date,
): Promise<Renewal> {
  const until = await transaction(database, (tx) => postponeRenewal(tx, account, failure, now));
  return { wait_until: until };
}
