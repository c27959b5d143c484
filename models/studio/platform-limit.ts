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

/** The limit that holds longest for an account at an instant, if there is one. */
export async function limitOf(
  database: Knex,
  account: { limited_until: Date | null; limit_reason: string | null; platform: string },
  now: Date,
): Promise<Limit | undefined> {
  const general = await database('platform_limits')
    .where({ platform: account.platform })
    .first<{ limited_until: Date; limit_reason: string | null } | undefined>(
      'limited_until',
      'limit_reason',
    );
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
