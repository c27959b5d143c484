import { transaction } from '../../foundation/transaction';
import {
  dueMeasure,
  endMeasuring,
  postponeMeasure,
  recordMetrics,
} from '../../models/studio/measure-post';
import type { PostTarget } from '../../models/studio/post-target';
import type { MeasureActivities } from '../../workflows/studio/contract';
import type { PostMetrics } from '../clients/platforms/platform';
import { PlatformError } from '../clients/platforms/platform-error';
import { withHeartbeat } from '../heartbeat';
import { type AccountDependencies, withAccount } from './account-session';

const day = 86_400;

/** The one step of `measurePost`: asks a platform, and writes down what it says. */
export function createMeasureActivities(dependencies: AccountDependencies): MeasureActivities {
  const { database } = dependencies;
  return {
    takeMeasure: async ({ target_id, now }) => {
      const at = new Date(now);
      const due = await dueMeasure(database, target_id, at);
      if (due === null || due instanceof Date) return due && due.toISOString();
      const next = await withHeartbeat(() => take(dependencies, due, at));
      return next && next.toISOString();
    },
  };
}

async function take(
  dependencies: AccountDependencies,
  target: PostTarget,
  now: Date,
): Promise<Date | null> {
  const { database } = dependencies;
  const answer = await ask(dependencies, target, now);
  return await transaction(database, async (tx) => {
    if (answer === 'gone') return await endMeasuring(tx, target);
    if (typeof answer === 'number') {
      return await postponeMeasure(tx, target, { now, seconds: answer });
    }
    return await recordMetrics(tx, target, answer, now);
  });
}

/** The platform's answer; the seconds after which it may give one; `gone` when it never will. */
async function ask(
  dependencies: AccountDependencies,
  { account_id, status, removed_at, external_id, permalink }: PostTarget,
  now: Date,
): Promise<PostMetrics | number | 'gone'> {
  if (status !== 'posted' || removed_at || external_id === null) return 'gone';
  try {
    const given = { account_id, now, purpose: 'measure' } as const;
    return await withAccount(dependencies, given, async ({ platform, session }) =>
      platform.measure ? await platform.measure(session, { external_id, permalink }) : 'gone',
    );
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    const { kind, code, retry_after } = error.facts;
    if (code === 'account_removed') return 'gone';
    // What the platform refuses, or gave no right to, it will hardly tell sooner than at the next turn.
    return retry_after ?? (kind === 'refused' || kind === 'disconnected' ? day : 0);
  }
}
