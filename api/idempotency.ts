// Idempotency-Key (draft-ietf-httpapi-idempotency-key-header): the same key with the same payload gets the stored
// answer; while the first request is under way, 409; with another payload, 422. Refusals store nothing.
import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import type { Clock } from '../foundation/clock';
import { fail } from '../foundation/errors';
import type { Transaction } from '../foundation/transaction';
import {
  claimKey,
  releaseKey,
  renewKey,
  settleKey,
  type KeyOf,
  type StoredReply,
} from '../models/operations/idempotency-key';

const leaseMs = 60_000;

/** What a handler may need to know and say about the request's key; without a key all of it does nothing. */
export interface Idempotency {
  /** Whether the request has a key, so that its payload must be hashed. */
  readonly keyed: boolean;
  /** True when an answer is stored already: the payload is only hashed, nothing else is to be done with it. */
  readonly answered: boolean;
  /** Names the payload. Throws `Replay` when its answer is stored, a problem when the key had another payload. */
  digest(hash: string): Promise<void>;
}

/** A request's hold on its key. */
export interface IdempotencyHold extends Idempotency {
  /** Stores the answer; called in the transaction of the work, or after work without one. */
  settle(answer: StoredReply, tx?: Transaction): Promise<void>;
  /** Gives the key up unless an answer was stored. */
  release(): Promise<void>;
}

/** Not an error of anybody: the stored answer, thrown past the rest of the work. */
export class Replay extends Error {
  constructor(readonly answer: StoredReply) {
    super('replayed');
  }
}

const nothing: IdempotencyHold = {
  keyed: false,
  answered: false,
  digest: async () => undefined,
  settle: async () => undefined,
  release: async () => undefined,
};

/** The hash of a JSON payload, whatever the order of its fields. */
export function hashOf(payload: unknown): string {
  return createHash('sha256').update(JSON.stringify(payload, inOrder)).digest('hex');
}

function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Takes hold of a request's key, if it has one. */
export async function holdKey(
  database: Knex,
  clock: Clock,
  key: KeyOf | undefined,
): Promise<IdempotencyHold> {
  if (!key) return nothing;
  const lease = (): Date => new Date(clock.now().getTime() + leaseMs);
  const until = lease();
  const other = await claimKey(database, key, clock.now(), until);
  if (other === 'claimed') return holdClaimed(database, key, until, lease);
  if (other.state === 'in_flight') throw fail('idempotency_in_flight');
  return {
    ...nothing,
    keyed: true,
    answered: true,
    digest: async (hash) => {
      if (hash !== other.body_hash) throw fail('idempotency_key_reused');
      throw new Replay({ status: other.status, headers: other.headers, body: other.body });
    },
  };
}

function holdClaimed(database: Knex, key: KeyOf, until: Date, lease: () => Date): IdempotencyHold {
  let held = until;
  let hash: string | undefined;
  let settled = false;
  let renewing: Promise<void> = Promise.resolve();
  const renew = async (): Promise<void> => {
    const next = lease();
    if (await renewKey(database, key, held, next)) held = next;
  };
  // Long uploads outlive a lease; a renewal that fails only lets it run out.
  const renewal = setInterval(() => {
    renewing = renew().catch(() => undefined);
  }, leaseMs / 3);
  renewal.unref();
  return {
    keyed: true,
    answered: false,
    digest: async (given) => {
      hash = given;
    },
    settle: async (answer, tx) => {
      if (settled) return;
      if (hash === undefined) throw new Error('The payload of a request with a key has no digest');
      clearInterval(renewal);
      await renewing;
      const done = await settleKey(tx?.sql ?? database, key, held, { ...answer, body_hash: hash });
      if (!done) throw fail('idempotency_in_flight');
      // Only a commit makes it so; after a rollback the key is given up.
      if (tx) tx.afterCommit(() => void (settled = true));
      else settled = true;
    },
    release: async () => {
      clearInterval(renewal);
      await renewing;
      if (!settled) await releaseKey(database, key, held);
    },
  };
}
