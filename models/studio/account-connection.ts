// A connection that is under way: somebody was sent to a platform and is awaited back with a code. The state that comes
// back with it proves whose connection it is, once, in the browser that began it; the row knows both by their hash alone.
import { createHash, randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import { BaseModel } from '../../foundation/base-model';
import { newId } from '../../foundation/ids';
import type { Seal } from '../../foundation/seal';
import { openDetails } from './account-seal';

/** How long somebody may take at the platform. */
export const connectionMs = 10 * 60_000;

/** A connection that is under way. */
export class AccountConnection extends BaseModel {
  static override readonly tableName = 'account_connections';

  declare id: string;
  declare owner_id: string;
  declare platform: string;
  declare state_hash: string;
  /** Of what the browser keeps that began it. */
  declare browser_hash: string;
  /** Sealed. */
  declare verifier: string;
  declare server_url: string | null;
  /** Sealed JSON: an application that was registered on the way has a secret, too. */
  declare details: string;
  declare expires_at: Date;
  declare created_at: Date;
}

/** What the connection is opened with, and what it is known by when somebody comes back. */
export interface ConnectionProof {
  state: string;
  /** Kept by the browser that is sent away. */
  nonce: string;
  code_verifier: string;
  /** RFC 7636, method S256. */
  code_challenge: string;
}

/** What comes back: the state in the address, the nonce with the browser. */
type ConnectionKey = Pick<ConnectionProof, 'state' | 'nonce'>;

export interface OpenedConnection {
  owner_id: string;
  platform: string;
  code_verifier: string;
  server_url: string | null;
  details: Record<string, unknown>;
}

/** A proof nobody can guess. */
export function newConnectionProof(): ConnectionProof {
  const [state, nonce, code_verifier] = [random(), random(), random()];
  const code_challenge = createHash('sha256').update(code_verifier).digest('base64url');
  return { state, nonce, code_verifier, code_challenge };
}

/** Awaits somebody who is sent away; returns until when. */
export async function openConnection(
  database: Knex,
  { state, nonce, code_verifier, details, ...given }: OpenedConnection & ConnectionKey,
  { seal, now }: { seal: Seal; now: Date },
): Promise<Date> {
  const id = newId();
  const expires_at = new Date(now.getTime() + connectionMs);
  await AccountConnection.query(database).insert({
    ...{ id, ...given, expires_at, created_at: now },
    ...{ state_hash: hashOf(state), browser_hash: hashOf(nonce) },
    ...{
      verifier: seal.close(code_verifier, id),
      details: seal.close(JSON.stringify(details), id),
    },
  });
  return expires_at;
}

/**
 * Takes the connection of a state, which is good for nothing from then on. None is found for one that was used, that is
 * too old, that belongs to another platform or was begun in another browser, or whose user may not sign in any more.
 */
export async function takeConnection(
  database: Knex,
  { state, nonce, platform }: ConnectionKey & { platform: string },
  { seal, now }: { seal: Seal; now: Date },
): Promise<OpenedConnection | undefined> {
  const [taken] = await AccountConnection.query(database)
    .where({ state_hash: hashOf(state), browser_hash: hashOf(nonce), platform })
    .where('expires_at', '>', now)
    .whereIn(
      'owner_id',
      database('users').select('id').where({ is_active: true, deleted_at: null }),
    )
    .delete()
    .returning('*');
  if (!taken) return undefined;
  const { id, owner_id, server_url, verifier, details } = taken;
  return {
    ...{ owner_id, platform, server_url, code_verifier: seal.open(verifier, id) },
    details: openDetails(seal, details, id),
  };
}

/** Removes connections that nobody came back from; returns how many. */
export async function removeExpiredConnections(database: Knex, now: Date): Promise<number> {
  return await AccountConnection.query(database).delete().where('expires_at', '<', now);
}

function random(): string {
  return randomBytes(32).toString('base64url');
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
