import { fail } from '../../foundation/errors';
import { newId } from '../../foundation/ids';
import type { Transaction } from '../../foundation/transaction';
import { appendEvent } from '../messaging/append-event';
import { ApiKey, type ApiKeyScope } from './api-key';
import { hashApiKeySecret, newApiKeyToken, writeApiKeyToken } from './api-key-token';
import { liveSessions } from './live-sessions';
import { noticeSecurity } from './security-notice';
import type { Device } from './session';

/** How many keys of a user may work at a time. */
export const mostApiKeys = 50;
const usualLifeMs = 90 * 24 * 3600 * 1000;

export interface ApiKeyWish {
  owner_id: string;
  name: string;
  scopes: ApiKeyScope[];
  /** Null works without end; 90 days when it is not said. */
  expires_at?: Date | null;
  /** The session that asks for it. */
  session_id?: string;
}

/** A key's row with what to send, which is shown this once. */
export interface RevealedKey {
  row: ApiKey;
  key: string;
}

/**
 * Makes a key and has its owner told by mail.
 * @throws `api_key_limit` (409), `validation_failed` (400) for an end that has passed, `session_revoked` (401)
 */
export async function createApiKey(
  tx: Transaction,
  { owner_id, expires_at, session_id, ...wish }: ApiKeyWish,
  from: Device,
  now: Date,
): Promise<RevealedKey> {
  const end = expires_at === undefined ? new Date(now.getTime() + usualLifeMs) : expires_at;
  if (end && end <= now) throw refuseEnd();
  await tx.sql.raw('select from users where id = ? for no key update', [owner_id]);
  if (session_id !== undefined) await assertLive(tx, session_id, now);
  const working = await ApiKey.query(tx.sql)
    .where({ owner_id, revoked_at: null })
    .where((still) => void still.whereNull('expires_at').orWhere('expires_at', '>', now))
    .resultSize();
  if (working >= mostApiKeys) throw fail('api_key_limit');
  const token = newApiKeyToken();
  const row = await ApiKey.query(tx.sql).insertAndFetch({
    ...{ id: newId(), owner_id, ...wish, expires_at: end, created_at: now },
    ...{ prefix: token.prefix, secret_hash: hashApiKeySecret(token.secret) },
  });
  const subject = { type: 'api_key', id: row.id } as const;
  await noticeSecurity(tx, { owner_id, event: 'api_key_created', from, subject });
  appendEvent(tx, { owner_id, type: 'api_key.created', subject });
  return { row, key: writeApiKeyToken(token) };
}

/** A session that ended may be remembered for seconds; a key that it makes meanwhile would work for months. */
async function assertLive(tx: Transaction, session_id: string, now: Date): Promise<void> {
  const live = await liveSessions(tx.sql, [session_id], now);
  if (!live.has(session_id)) throw fail('session_revoked');
}

function refuseEnd(): Error {
  const detail = 'must lie in the future';
  return fail('validation_failed', undefined, [{ pointer: '/expires_at', code: 'future', detail }]);
}
