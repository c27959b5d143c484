// Which provider is asked next for a picture, from the attempts so far and nothing else. The order of the settings is gone
// through once; what passes by itself is tried again after a pause, what does not is not, and a call that may have been
// charged without our knowing is never made again with the same provider.
import type { GenerationErrorCode, ImageAttempt } from './image-attempt';

/** What there is to know of a provider before it is asked. */
export interface ProviderFacts {
  name: string;
  model: string;
  /** What one call costs at most, in millionths of a US dollar; a provider of one's own costs nothing. */
  cost_micros: number;
  takes_seed: boolean;
}

/** An attempt, as far as the next one depends on it. */
export type PastAttempt = Pick<ImageAttempt, 'provider' | 'state' | 'error_code' | 'retry_at'>;

/** Whom to ask, when; or why nobody is left. */
export type AttemptPlan =
  { provider: ProviderFacts; at: Date } | { provider: null; code: GenerationErrorCode };

/** How often one provider is asked for one picture. */
export const attemptsPerProvider = 3;

/** Plans the next attempt. `attempts` are in order, and none of them is under way. */
export function planAttempt(
  providers: readonly ProviderFacts[],
  attempts: readonly PastAttempt[],
  now: Date,
): AttemptPlan {
  const last = attempts.at(-1);
  // What one provider's moderation refused is not carried to the next.
  if (last?.error_code === 'prompt_refused') return { provider: null, code: 'prompt_refused' };
  const ready = providers.flatMap((provider) => {
    const own = attempts.filter((attempt) => attempt.provider === provider.name);
    const at = nextTry(provider, own, now);
    return at ? [{ provider, at }] : [];
  });
  const [first, ...others] = ready;
  if (!first) return { provider: null, code: last?.error_code ?? 'no_provider' };
  return others.reduce((best, one) => (one.at < best.at ? one : best), first);
}

/** When a provider may be asked next; null for never again. */
function nextTry(provider: ProviderFacts, own: readonly PastAttempt[], now: Date): Date | null {
  const last = own.at(-1);
  if (!last) return now;
  if (own.length >= attemptsPerProvider || last.retry_at === null) return null;
  const mayBeCharged = provider.cost_micros > 0 && own.some(({ state }) => state === 'unknown');
  if (mayBeCharged) return null;
  return last.retry_at > now ? last.retry_at : now;
}

/** The longest pause that a provider may ask for; beyond it another one makes the picture, or nobody. */
const longestPauseSeconds = 600;

/**
 * When a provider may be asked again after a failure that passes by itself; null when it asks for too long a pause.
 * @param nth how many of its attempts have ended
 */
export function retryAt(retryAfter: number | null, nth: number, now: Date): Date | null {
  const seconds = retryAfter ?? 10 * 3 ** (nth - 1);
  return seconds > longestPauseSeconds ? null : new Date(now.getTime() + seconds * 1000);
}
