// The one way to a platform with somebody's account: opens its tokens for one activity, asks the limits first, and
// draws the conclusions from what the platform answers.
import type { Knex } from 'knex';
import type { Clock } from '../../foundation/clock';
import { type Seal, SealError } from '../../foundation/seal';
import { transaction } from '../../foundation/transaction';
import { disconnectAccount } from '../../models/studio/disconnect-account';
import { type LimitedAccount, limitedAccounts } from '../../models/studio/limited-account';
import { limitAmong, rememberLimit } from '../../models/studio/platform-limit';
import type { SocialAccount } from '../../models/studio/social-account';
import { findAccount } from '../../models/studio/social-account.queries';
import type { AccountSession, Platform } from '../clients/platforms/platform';
import { PlatformError } from '../clients/platforms/platform-error';
import type { Platforms } from '../clients/platforms/platforms';
import { renewingSession, renewTokens } from './renew-tokens';

export interface AccountDependencies {
  database: Knex;
  clock: Clock;
  platforms: Platforms;
  /** `createAccountSeal` makes it. */
  seal: Seal;
  /** A number from 0 to 1, drawn by chance. */
  chance?: () => number;
  /** Reads an account, where many are read at once; it is no older than the call. */
  readAccount?: (id: string) => Promise<LimitedAccount | undefined>;
}

/**
 * What an account is used for. What became of a post may be asked while nothing new may be sent: `verify`. Figures are
 * asked for with what lies ready. What either is refused for may hold for questions alone, and never stops publishing.
 */
export type Purpose = 'publish' | 'verify' | 'measure';

/** Which account is used; null is one that is gone. */
interface UseOfAccount {
  account_id: string | null;
  now: Date;
  purpose?: Purpose;
}

/** An account that may be used now. */
export interface OpenAccount {
  account: SocialAccount;
  platform: Platform;
  session: AccountSession;
}

/** Tokens that end so soon are renewed before they are used. */
const marginMs = 60_000;
/** Figures wait so long for tokens that others renew. */
const renewedByOthersMs = 15 * 60_000;
/** A token that was refused so soon after it was issued is not renewed once more: the refusal is meant. */
const freshMs = 5 * 60_000;

/**
 * Does some work with an account. Whatever stands in its way, before or in the work, is thrown as a `PlatformError`, and
 * remembered: limits for everybody who comes next, and once only that the account is disconnected. `disconnected` is
 * thrown for an account that is gone, too, as `account_removed`.
 */
export async function withAccount<T>(
  dependencies: AccountDependencies,
  given: UseOfAccount,
  work: (opened: OpenAccount) => Promise<T>,
): Promise<T> {
  const opened = await openAccountSession(dependencies, given);
  try {
    return await work(opened);
  } catch (error) {
    if (!(error instanceof PlatformError) || isAboutAsking(error, given.purpose)) throw error;
    throw await remembered(dependencies, opened, error, given.now);
  }
}

/** Whether an error says nothing of whether the account may publish; a token that is good no more says so whoever asks. */
function isAboutAsking({ facts: { kind, code } }: PlatformError, purpose?: Purpose): boolean {
  if (purpose === 'verify') return kind !== 'disconnected' || code === 'scope_missing';
  return purpose === 'measure';
}

/** Opens an account; throws a `PlatformError` where it may not be used now. */
async function openAccountSession(
  dependencies: AccountDependencies,
  { account_id, now, purpose = 'publish' }: UseOfAccount,
): Promise<OpenAccount> {
  const { database, platforms, seal } = dependencies;
  const read =
    dependencies.readAccount ?? (async (id) => (await limitedAccounts(database, [id]))[0]);
  const found = account_id === null ? undefined : await read(account_id);
  if (!found) throw disconnected('account_removed', 'The account was removed.');
  const { account, limits } = found;
  if (account.state === 'disconnected') throw refusedAccess();
  const platform = platforms.get(account.platform);
  if (!platform) throw notOffered(account);
  const limit = purpose === 'verify' ? undefined : limitAmong(account, limits, now);
  if (limit) throw waiting('rate_limited', limit.until, now, limit.scope);
  const fresh = await withLiveTokens(dependencies, { account, platform, purpose }, now);
  return { account: fresh, platform, session: sessionOf(seal, fresh, now) };
}

async function withLiveTokens(
  dependencies: AccountDependencies,
  { account, platform, purpose }: Omit<OpenAccount, 'session'> & { purpose: Purpose },
  now: Date,
): Promise<SocialAccount> {
  const margin = platform.refresh && purpose !== 'measure' ? marginMs : 0;
  const isLive = !account.expires_at || account.expires_at.getTime() > now.getTime() + margin;
  if (isLive) return account;
  if (purpose === 'measure') {
    throw waiting('token_expired', new Date(now.getTime() + renewedByOthersMs), now);
  }
  const renewal = await renewTokens(dependencies, account.id, now, { early: true });
  if ('renewed' in renewal) return renewal.renewed;
  if ('lasts_until' in renewal) return account;
  if ('wait_until' in renewal) throw waiting('token_expired', renewal.wait_until, now);
  throw refusedAccess();
}

function sessionOf(seal: Seal, account: SocialAccount, now: Date): AccountSession {
  if (account.access_token === null) throw refusedAccess();
  try {
    const { refresh_token: _, ...session } = renewingSession(seal, account);
    return session;
  } catch (error) {
    // The settings lack a key: the owner cannot help it, and must not be asked to.
    if (error instanceof SealError) throw unreadable(now);
    throw error;
  }
}

/** Draws the conclusions of an error, and returns the one to throw. */
async function remembered(
  dependencies: AccountDependencies,
  opened: OpenAccount,
  error: PlatformError,
  now: Date,
): Promise<PlatformError> {
  const { kind } = error.facts;
  if (kind === 'disconnected') return await accessRefused(dependencies, opened, error, now);
  if (kind === 'later') {
    await rememberLimit(dependencies.database, opened.account, error.facts, now);
  }
  return error;
}

/**
 * A refused token may be one that somebody renewed meanwhile, or one that the platform ended early: then there is a
 * newer one, and the work is for later. Else the account is disconnected.
 */
async function accessRefused(
  dependencies: AccountDependencies,
  { account, platform }: OpenAccount,
  error: PlatformError,
  now: Date,
): Promise<PlatformError> {
  const { database } = dependencies;
  const held = await findAccount(database, account.id);
  const isReplaced = held?.state === 'connected' && held.access_token !== account.access_token;
  if (isReplaced) return waiting('token_replaced', now, now);
  const issued = account.issued_at?.getTime() ?? 0;
  if (platform.refresh && now.getTime() - issued > freshMs) {
    const renewal = await renewTokens(dependencies, account.id, now, { early: true });
    if ('renewed' in renewal) return waiting('token_replaced', now, now);
    if ('wait_until' in renewal) return waiting('token_expired', renewal.wait_until, now);
    if ('done' in renewal) return error;
  }
  const why = { code: error.facts.code, title: platform.title };
  await transaction(database, (tx) => disconnectAccount(tx, account, why, now));
  return error;
}

function disconnected(code: string, detail: string): PlatformError {
  return new PlatformError({ kind: 'disconnected', code, status: null, detail });
}

function refusedAccess(): PlatformError {
  return disconnected('account_disconnected', 'The account has to be connected again.');
}

function notOffered({ platform: name }: SocialAccount): PlatformError {
  const detail = `This deployment does not offer ${name}.`;
  return new PlatformError({ kind: 'refused', code: 'unknown_platform', status: null, detail });
}

function unreadable(now: Date): PlatformError {
  return waiting('account_unreadable', new Date(now.getTime() + 10 * 60_000), now);
}

function waiting(
  code: string,
  until: Date,
  now: Date,
  scope: 'application' | 'account' = 'account',
): PlatformError {
  const retry_after = Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000));
  const detail = 'The platform is not to be called before then.';
  return new PlatformError({ kind: 'later', code, status: null, detail, retry_after, scope });
}
