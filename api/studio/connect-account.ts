// Connecting accounts: what the platform is asked, and what its answers become. No transaction is open meanwhile.
import type { ConnectedAccount, Platform } from '../../activities/clients/platforms/platform';
import { PlatformError } from '../../activities/clients/platforms/platform-error';
import { AppError, fail } from '../../foundation/errors';
import { transaction } from '../../foundation/transaction';
import {
  newConnectionProof,
  openConnection,
  takeConnection,
} from '../../models/studio/account-connection';
import { createAccountSeal } from '../../models/studio/account-seal';
import type { SocialAccount } from '../../models/studio/social-account';
import { storeAccounts } from '../../models/studio/store-accounts';
import type { SocialAccountConnect } from '../../openapi/generated/types';
import type { Services } from '../services';
import { connectionCookie } from './connection-cookie';

type Connecting = Pick<Services, 'database' | 'config' | 'clock' | 'platforms'>;

/** A person is to be sent somewhere, with a cookie to come back with. */
export interface SentAway {
  url: string;
  expires_at: Date;
  cookie: string;
}

/** A person is to be sent somewhere, or the accounts are there already. */
export type Connected = SentAway | { accounts: SocialAccount[] };

/**
 * Begins to connect an account, or opens it at once.
 * @throws `unknown_platform`, `platform_refused` (422), `platform_not_configured` (409), `platform_unavailable` (503)
 */
export async function beginConnection(
  services: Connecting,
  {
    owner_id,
    platform: name,
    wish,
  }: { owner_id: string; platform: string; wish: SocialAccountConnect },
): Promise<Connected> {
  const platform = offeredPlatform(services, name);
  const server_url = wish.server_url ?? null;
  if (platform.connection.kind === 'oauth') {
    return await sendAway(services, platform, { owner_id, server_url });
  }
  const { identifier, password = '' } = wish;
  if (identifier === undefined) throw missing('/identifier');
  const { connection } = platform;
  const accounts = await asked(() => connection.open({ identifier, password, server_url }));
  return { accounts: await keep(services, platform, owner_id, accounts) };
}

async function sendAway(
  { database, config, clock }: Connecting,
  { name, connection }: Platform,
  given: { owner_id: string; server_url: string | null },
): Promise<SentAway> {
  if (connection.kind !== 'oauth') throw fail('internal');
  const { code_challenge, ...proof } = newConnectionProof();
  const { server_url } = given;
  const redirect_uri = callbackUrl(config, name);
  const { url, details } = await asked(() =>
    connection.authorize({ state: proof.state, code_challenge, redirect_uri, server_url }),
  );
  const opened = { ...given, ...proof, platform: name, details };
  const by = { seal: createAccountSeal(config), now: clock.now() };
  const expires_at = await openConnection(database, opened, by);
  return { url, expires_at, cookie: connectionCookie(redirect_uri, proof.state, proof.nonce) };
}

/**
 * Ends what `beginConnection` began, when a person comes back with a code, or without one; the state is used up either way.
 * @returns the accounts; undefined when the state is not good, or no more
 * @throws as `beginConnection` does; `platform_refused` with the code `access_denied` when the person said no
 */
export async function finishConnection(
  services: Connecting,
  name: string,
  given: { state: string; nonce: string; code?: string; error?: string },
): Promise<SocialAccount[] | undefined> {
  const { database, config, clock } = services;
  const by = { seal: createAccountSeal(config), now: clock.now() };
  const { state, nonce } = given;
  const taken = await takeConnection(database, { state, nonce, platform: name }, by);
  if (!taken) return undefined;
  const platform = offeredPlatform(services, name);
  const { connection } = platform;
  if (given.code === undefined || connection.kind !== 'oauth') throw denied(given.error);
  const { owner_id, ...begun } = taken;
  const { code } = given;
  const redirect_uri = callbackUrl(config, name);
  const accounts = await asked(() => connection.exchange({ ...begun, code, redirect_uri }));
  return await keep(services, platform, owner_id, accounts);
}

function offeredPlatform({ platforms }: Connecting, name: string): Platform {
  const platform = platforms.get(name);
  if (!platform) throw fail('unknown_platform');
  if (!platform.connection.configured) throw fail('platform_not_configured');
  return platform;
}

/** Where a platform sends people back to. */
export function callbackUrl({ api }: Services['config'], name: string): string {
  return `${api.publicUrl}/api/scheduler/accounts/${name}/callback`;
}

async function keep(
  { database, config, clock }: Connecting,
  { name: platform, refresh }: Platform,
  owner_id: string,
  accounts: ConnectedAccount[],
): Promise<SocialAccount[]> {
  if (accounts.length === 0) throw refused('no_account', 'There is no account to publish through.');
  const given = { owner_id, platform, renewable: refresh !== null, chance: Math.random() };
  const by = { seal: createAccountSeal(config), now: clock.now() };
  return await transaction(database, (tx) => storeAccounts(tx, accounts, { ...given, ...by }));
}

/** What a platform answers, with its errors as those of the contract. */
async function asked<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    const { kind, code, detail, retry_after } = error.facts;
    if (kind === 'refused' || kind === 'disconnected') throw refused(code, detail);
    throw new AppError('platform_unavailable', undefined, [{ code, detail }], retry_after ?? 60);
  }
}

function refused(code: string, detail: string): AppError {
  return fail('platform_refused', undefined, [{ code, detail }]);
}

function denied(error = 'access_denied'): AppError {
  const code = /^[a-z_]{1,50}$/.test(error) ? error : 'access_denied';
  return refused(code, 'The platform sent nobody back who allows it.');
}

function missing(pointer: string): AppError {
  const detail = 'is required by this platform';
  return fail('validation_failed', undefined, [{ pointer, code: 'required', detail }]);
}
