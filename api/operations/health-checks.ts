import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { HealthCheck } from '../../openapi/generated/types';
import type { Services } from '../services';

export type Check = (services: Services) => Promise<HealthCheck>;
export type Counts = Record<string, number>;

/** A monitor that gets no answer in time learns nothing, so no check waits longer than this. */
const patienceMs = 2_000;
const slowMs = 1_000;

/** What a question brought, or why it brought nothing. */
export type Asked<T> =
  { ok: true; value: T; latency_ms: number } | { ok: false; reason: 'timeout' | 'unreachable' };

/** Asks with a deadline and takes the time. */
export async function ask<T>(question: () => Promise<T>): Promise<Asked<T>> {
  const started = performance.now();
  const impatience = new AbortController();
  const timeout = pause(patienceMs, 'timeout' as const, { signal: impatience.signal }).catch(
    () => 'timeout' as const,
  );
  const answer = question().then(
    (value) => ({ value }),
    () => 'unreachable' as const,
  );
  const first = await Promise.race([answer, timeout]);
  impatience.abort();
  if (typeof first === 'string') return { ok: false, reason: first };
  const latency_ms = Math.round((performance.now() - started) * 10) / 10;
  return { ok: true, value: first.value, latency_ms };
}

/** A part that does not answer. */
export function down(reason: 'timeout' | 'unreachable', counts: Counts = {}): HealthCheck {
  return { status: 'down', latency_ms: null, counts, reason };
}

/** A part that answers: well, or late. */
export function answered(latency_ms: number, counts: Counts = {}): HealthCheck {
  if (latency_ms > slowMs) return { status: 'degraded', latency_ms, counts, reason: 'timeout' };
  return { status: 'ok', latency_ms, counts, reason: null };
}

/** The parts of knex's pool that are read here. */
interface Pool {
  numUsed(): number;
  numFree(): number;
  numPendingAcquires(): number;
}

/** Asks the database a trivial question and counts the connections of this process. */
export const checkDatabase: Check = async ({ database }) => {
  const asked = await ask(() => database.raw<unknown>('select 1'));
  const { pool } = database.client as { pool: Pool };
  const counts = {
    connections: pool.numUsed() + pool.numFree(),
    waiting: pool.numPendingAcquires(),
  };
  return asked.ok ? answered(asked.latency_ms, counts) : down(asked.reason, counts);
};

/** Asks whether objects can be stored and read. */
export const checkStorage: Check = async ({ objectStore }) => {
  const asked = await ask(() => objectStore.check());
  return asked.ok ? answered(asked.latency_ms) : down(asked.reason);
};
