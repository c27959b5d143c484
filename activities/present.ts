import type { Clock } from '../foundation/clock';

/** The instant of a step. A workflow's own is old when workers were away, and ahead where a test skips time. */
export function present(clock: Clock, now: string): Date {
  return new Date(Math.max(Date.parse(now), clock.now().getTime()));
}
