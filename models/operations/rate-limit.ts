// Quotas in PostgreSQL, so that all processes count together. The generic cell rate algorithm: a row says until when the
// quota is used; each use pushes that instant on by window / quota, and is refused when it would lie more than a window
// ahead. One statement decides, and the row's lock makes those at the same time wait for each other.
import { createHash } from 'node:crypto';
import type { Knex } from 'knex';

/** How often something may be done: `quota` times at once, and again as the `window` of so many seconds passes. */
export interface Quota {
  name: string;
  quota: number;
  window: number;
}

/** Where a quota stands after it was asked for. Times are in seconds, rounded up. */
export interface QuotaState {
  allowed: boolean;
  remaining: number;
  /** Until the whole quota is there again. */
  reset: number;
  /** Until one more is allowed; 0 while some are left. */
  retry_after: number;
}

/** Uses one of a quota, if one is left. `counted` says for whom: an address of the network, an account. */
export async function takeQuota(
  database: Knex,
  { name, quota, window }: Quota,
  counted: string,
  now: Date,
): Promise<QuotaState> {
  const step = window / quota;
  const { rows } = await database.raw<{ rows: { used_until: Date; allowed: boolean }[] }>(
    `insert into rate_limits as held (key, used_until)
     values (:key, :now::timestamptz + make_interval(secs => :step))
     on conflict (key) do update set used_until = case
       when greatest(held.used_until, :now::timestamptz) + make_interval(secs => :step)
         <= :now::timestamptz + make_interval(secs => :window)
       then greatest(held.used_until, :now::timestamptz) + make_interval(secs => :step)
       else held.used_until end
     returning new.used_until, new.used_until is distinct from old.used_until as allowed`,
    { key: keyOf(name, counted), now: now.toISOString(), step, window },
  );
  const [row] = rows;
  const used = row ? (row.used_until.getTime() - now.getTime()) / 1000 : window;
  // Instants have microseconds, steps need not: without the slack the last of a quota would be lost to rounding.
  const remaining = Math.max(0, Math.floor((window - used) / step + 0.001));
  return {
    allowed: row?.allowed ?? false,
    remaining,
    reset: Math.max(0, Math.ceil(used)),
    retry_after: remaining > 0 ? 0 : Math.max(1, Math.ceil(used + step - window)),
  };
}

/** Gives the whole quota back. */
export async function restoreQuota(
  database: Knex,
  { name }: Pick<Quota, 'name'>,
  counted: string,
): Promise<void> {
  await database('rate_limits')
    .where({ key: keyOf(name, counted) })
    .delete();
}

/** Removes rows whose quota was whole again before the instant: they say what no row says as well. */
export async function removeUnusedQuotas(database: Knex, before: Date): Promise<number> {
  return database('rate_limits').where('used_until', '<', before).delete();
}

/** Hashed: who asked for what is nobody's to read here. */
function keyOf(name: string, counted: string): string {
  return `${name}:${createHash('sha256').update(counted).digest('base64url')}`;
}
