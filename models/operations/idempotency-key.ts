// Rows of idempotency_keys: what became of a request with a key. A row in flight is a lease; its `locked_until` also
// fences: whoever lost the lease can no longer settle the row.
import type { Knex } from 'knex';

export interface StoredReply {
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

/** Which request: a key belongs to one user and one operation. */
export interface KeyOf {
  owner_id: string;
  operation_id: string;
  key: string;
}

export type KeyRow = KeyOf & {
  body_hash: string | null;
  locked_until: Date;
} & ({ state: 'in_flight' } | ({ state: 'done' } & StoredReply));

const table = 'idempotency_keys';

/** Takes the key for this request, also from one whose lease ran out; otherwise returns the row of the other request. */
export async function claimKey(
  database: Knex,
  key: KeyOf,
  now: Date,
  until: Date,
): Promise<KeyRow | 'claimed'> {
  const { rowCount } = await database.raw<{ rowCount: number }>(
    `insert into idempotency_keys as held (owner_id, operation_id, key, state, locked_until)
     values (?, ?, ?, 'in_flight', ?)
     on conflict (owner_id, operation_id, key) do update
       set locked_until = excluded.locked_until, body_hash = null
       where held.state = 'in_flight' and held.locked_until < ?`,
    [key.owner_id, key.operation_id, key.key, until, now],
  );
  if (rowCount === 1) return 'claimed';
  const row = await database<KeyRow>(table).where(key).first();
  // Given up between the two statements: free again.
  return row ?? claimKey(database, key, now, until);
}

/** Prolongs the lease; false when it was lost. */
export async function renewKey(
  database: Knex,
  key: KeyOf,
  held: Date,
  until: Date,
): Promise<boolean> {
  const renewed = await database(table).where(inFlight(key, held)).update({ locked_until: until });
  return renewed === 1;
}

/** Stores the answer, in the transaction of the work where there is one; false when the lease was lost. */
export async function settleKey(
  database: Knex,
  key: KeyOf,
  held: Date,
  answer: StoredReply & { body_hash: string },
): Promise<boolean> {
  const settled = await database(table)
    .where(inFlight(key, held))
    .update({
      state: 'done',
      status: answer.status,
      headers: JSON.stringify(answer.headers),
      body: JSON.stringify(answer.body ?? null),
      body_hash: answer.body_hash,
    });
  return settled === 1;
}

/** Gives the key up, because nothing was done under it. */
export async function releaseKey(database: Knex, key: KeyOf, held: Date): Promise<void> {
  await database(table).where(inFlight(key, held)).delete();
}

/** Removes keys that were first seen before the instant; returns how many. */
export async function removeOldKeys(database: Knex, before: Date): Promise<number> {
  return database(table).where('created_at', '<', before).delete();
}

function inFlight(key: KeyOf, held: Date): KeyOf & { state: string; locked_until: Date } {
  return { ...key, state: 'in_flight', locked_until: held };
}
