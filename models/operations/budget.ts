// The one guard before anything that is limited: what an owner uses in a calendar month of UTC is counted, and refused when it
// would pass the limit. One statement decides, and the row's lock makes those at the same time wait for each other.
import { AppError } from '../../foundation/errors';
import type { Transaction } from '../../foundation/transaction';

/** What is limited: pictures that are asked for, and what providers of pictures charge, in millionths of a US dollar. */
export type Feature = 'image_generations' | 'image_spend';

/** How much of each an owner may use in a month. */
export type FeatureLimits = Record<Feature, number>;

/** So much of a feature, used at an instant that says which month it counts for. */
export interface Use {
  owner_id: string;
  feature: Feature;
  n: number;
  at: Date;
}

/** Where a month stands after it was asked for. */
export interface Usage {
  allowed: boolean;
  used: number;
  limit: number;
  resets_at: Date;
}

/** Counts a use if the limit allows it; a refused one changes nothing. */
export async function tryConsume(
  tx: Transaction,
  { owner_id, feature, n, at }: Use,
  limits: FeatureLimits,
): Promise<Usage> {
  const limit = limits[feature];
  const bindings = { owner_id, feature, since: monthOf(at), n, limit };
  const counted = await tx.sql.raw<{ rows: { used: number }[] }>(
    `insert into usage_counters as held (owner_id, feature, period_since, used)
     select :owner_id, :feature, :since::timestamptz, :n::bigint where :n::bigint <= :limit::bigint
     on conflict (owner_id, feature, period_since) do update
       set used = held.used + excluded.used, updated_at = now()
       where held.used + excluded.used <= :limit::bigint
     returning used`,
    bindings,
  );
  const resets_at = monthOf(at, 1);
  const [row] = counted.rows;
  if (row) return { allowed: true, used: row.used, limit, resets_at };
  return { allowed: false, used: await usedOf(tx, { owner_id, feature, at }), limit, resets_at };
}

/**
 * Counts a use.
 * @throws `budget_exceeded` (429) with the instant from which on it is allowed again
 */
export async function consume(tx: Transaction, use: Use, limits: FeatureLimits): Promise<Usage> {
  const usage = await tryConsume(tx, use, limits);
  if (usage.allowed) return usage;
  throw exceeded(use, usage);
}

/**
 * Refuses what would pass the limit, without counting it: that is done when it is used. Whoever comes at the same time
 * may be refused only then.
 * @throws `budget_exceeded` (429)
 */
export async function requireLeft(tx: Transaction, use: Use, limits: FeatureLimits): Promise<void> {
  const limit = limits[use.feature];
  const used = await usedOf(tx, use);
  if (use.n === 0 || used + use.n <= limit) return;
  throw exceeded(use, { used, limit, resets_at: monthOf(use.at, 1) });
}

function exceeded(
  { feature, n, at }: Use,
  { used, limit, resets_at }: Omit<Usage, 'allowed'>,
): AppError {
  const seconds = Math.ceil((resets_at.getTime() - at.getTime()) / 1000);
  const say = (amount: number): string =>
    feature === 'image_spend' ? `${amount / 1_000_000} US dollars` : String(amount);
  const detail = `${say(used)} of ${say(limit)} are used this month, and this would take ${say(n)}.`;
  return new AppError('budget_exceeded', detail, [], seconds).with({
    resets_at: resets_at.toISOString(),
  });
}

/**
 * Corrects what was counted, once it is known what it really took; `n` may be negative. What was used is used: no limit
 * is asked.
 */
export async function correctUse(
  tx: Transaction,
  { owner_id, feature, n, at }: Use,
): Promise<void> {
  if (n === 0) return;
  await tx.sql.raw(
    `insert into usage_counters as held (owner_id, feature, period_since, used)
     values (:owner_id, :feature, :since, greatest(0, :n::bigint))
     on conflict (owner_id, feature, period_since) do update
       set used = greatest(0, held.used + :n::bigint), updated_at = now()`,
    { owner_id, feature, since: monthOf(at), n },
  );
}

async function usedOf(tx: Transaction, { owner_id, feature, at }: Omit<Use, 'n'>): Promise<number> {
  const row = await tx
    .sql('usage_counters')
    .where({ owner_id, feature, period_since: monthOf(at) })
    .first<{ used: number } | undefined>('used');
  return row?.used ?? 0;
}

/** The first instant of the month of `at`, or of one so many months later. */
function monthOf(at: Date, later = 0): Date {
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + later, 1));
}
