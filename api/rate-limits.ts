// The limits that the contract sets to its operations (`x-rate-limits`), and the headers of
// draft-ietf-httpapi-ratelimit-headers that tell of them. Operations that name the same limit share it.
import type { Response } from 'express';
import { AppError } from '../foundation/errors';
import { networkOf } from '../models/identity/network';
import { takeQuota, type QuotaState } from '../models/operations/rate-limit';
import type { ContractOperation } from './contract';
import type { RateLimit } from './document';
import type { Services } from './services';

/** Counts a request for whom it comes from; throws `rate_limited` when that is too often. */
export type RateLimiter = (
  operation: ContractOperation,
  per: RateLimit['per'],
  counted: string | undefined,
  response: Response,
) => Promise<void>;

/** Limits in the database, so that they hold over all processes. */
export function createRateLimiter({
  config,
  database,
  clock,
}: Pick<Services, 'config' | 'database' | 'clock'>): RateLimiter {
  const scale = config.api.rateLimitScale;
  return async (operation, per, counted, response) => {
    if (scale === 0 || counted === undefined) return;
    for (const limit of operation.rateLimits.filter((one) => one.per === per)) {
      const scaled = { ...limit, quota: Math.max(1, Math.floor(limit.quota * scale)) };
      const whom = per === 'address' ? networkOf(counted) : counted;
      const state = await takeQuota(database, scaled, whom, clock.now());
      tell(response, scaled, state);
      if (state.allowed) continue;
      throw new AppError('rate_limited', undefined, [], state.retry_after);
    }
  };
}

function tell(
  response: Response,
  { name, quota, window }: RateLimit,
  { remaining, reset }: QuotaState,
): void {
  response.append('RateLimit-Policy', `"${name}";q=${quota};w=${window}`);
  response.append('RateLimit', `"${name}";r=${remaining};t=${reset}`);
}
