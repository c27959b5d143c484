// What platforms said of their limits, remembered for everybody who is about to call them.
import type { Knex } from 'knex';

/** Until when a platform wants no calls, and in one word why. */
export interface Limit {
  until: Date;
  reason: string | null;
  scope: 'application' | 'account';
}

/** No answer is believed to ask for a longer silence than this. */
const longestMs = 24 * 3_600_000;

/** What a platform answered, as far as it asks to be left alone: by the application, or only with this account. */
export interface LimitingAnswer {
  code: string;
  /** Seconds; without them it asks for nothing. */
  retry_after?: number;
  scope?: Limit['scope'];
}

/** Remembers for how long a platform asked to be left alone. */
export async function rememberLimit(
  database: Knex,
  account: { id: string; platform: string },
  { code, retry_after, scope = 'account' }: LimitingAnswer,
  now: Date,
): Promise<void> {
  if (retry_after === undefined) return;
  const until = new Date(now.getTime() + Math.min(retry_after * 1000, longestMs));
  const row = { limited_until: until, limit_reason: code };
  if (scope === 'account') {
    await database('social_accounts')
      .where({ id: account.id })
      .whereRaw('(limited_until is null or limited_until < ?)', [until])
      .update(row);
    return;
  }
  await database('platform_limits')
    .insert({ platform: account.platform, ...row, updated_at: now })
    .onConflict('platform')
    .merge()
    .where('platform_limits.limited_until', '<', until);
}

/** What a platform said of all calls, or of those with one account. */
export interface LimitRow {
  platform: string;
  limited_until: Date | null;
  limit_reason: string | null;
}

/** What platforms said of all calls. */
export async function generalLimits(database: Knex, platforms: string[]): Promise<LimitRow[]> {
  return await database('platform_limits')
    .whereIn('platform', platforms)
    .select<LimitRow[]>('platform', 'limited_until', 'limit_reason');
}

/** The limit that holds longest for an account at an instant, if there is one. */
export async function limitOf(
  database: Knex,
  account: LimitRow,
  now: Date,
): Promise<Limit | undefined> {
  return limitAmong(account, await generalLimits(database, [account.platform]), now);
}

/** Like `limitOf`, for who has read what platforms said of all calls. */
export function limitAmong(account: LimitRow, known: LimitRow[], now: Date): Limit | undefined {
  const general = known.find(({ platform }) => platform === account.platform);
  const limits = [
    { scope: 'account' as const, until: account.limited_until, reason: account.limit_reason },
    {
      ...{ scope: 'application' as const },
      ...{ until: general?.limited_until ?? null, reason: general?.limit_reason ?? null },
    },
  ];
  return limits
    .flatMap(({ until, ...limit }) => (until && until > now ? [{ ...limit, until }] : []))
    .sort((a, b) => b.until.getTime() - a.until.getTime())[0];
}
