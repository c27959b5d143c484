import { transaction } from '../../foundation/transaction';
import { nextPart, readMaterial, stepOf } from '../../models/studio/plan-publishing';
import type { PostTarget } from '../../models/studio/post-target';
import { settleNotRemoved, settleRemoved } from '../../models/studio/remove-live-post';
import type { CallOutcome } from '../../models/studio/settle-attempt';
import type { CallProblem } from '../../models/studio/settle-target';
import { meetProblem } from '../../models/studio/work-target';
import type { PostActivities, PostPublishingActivities } from '../../workflows/studio/contract';
import type { LivePost } from '../clients/platforms/platform';
import { PlatformError, type PlatformErrorFacts } from '../clients/platforms/platform-error';
import { withHeartbeat } from '../heartbeat';
import { present } from '../present';
import type { OpenAccount } from './account-session';
import { persistently } from './persistently';
import { prepareTarget } from './prepare-post';
import {
  anyProblemOf,
  type PostDependencies,
  preparedPost,
  readContainer,
  withAccountOf,
} from './prepared-post';
import { type Begun, type PublishTogether, publishTogether } from './publish-together';
import { verifyDoubted, verifyTarget } from './verify-post';

interface Turn {
  target_id: string;
  now: Date;
}

/** What publishing stands on, and what many posts do at once of it. */
type Dependencies = PostDependencies & { together: PublishTogether };

/** What `publishPost` does, each written down before it says what is next. */
export function createPostActivities(
  parts: PostDependencies,
): PostActivities & PostPublishingActivities {
  const { clock } = parts;
  const together = publishTogether(parts);
  const dependencies = { ...parts, readAccount: together.readAccount, together };
  const next = async ({ target_id, now }: { target_id: string; now: string }) =>
    stepOf(await together.readTarget(target_id), present(clock, now));
  const turn = <G extends { target_id: string; now: string }>(given: G) => ({
    ...given,
    now: present(clock, given.now),
  });
  return {
    preparePost: (given) => beating((signal) => prepareTarget(dependencies, turn(given), signal)),
    finalizePost: (given) =>
      beating(async (signal) => {
        await finalize(dependencies, turn(given), signal);
        return await next(given);
      }),
    verifyPost: (given) =>
      beating(async () => {
        await verifyTarget(dependencies, turn(given));
        return await next(given);
      }),
    removePost: (given) =>
      beating(async () => {
        await remove(dependencies, turn(given));
        return await next(given);
      }),
  };
}

/** Beats seldom: most posts are through before the first beat, and nobody cancels one that has begun. */
function beating<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  return withHeartbeat(work, 2_500);
}

/** Takes the target, makes the one call, and writes down what became of it. */
async function finalize(
  dependencies: Dependencies,
  { target_id, claim, now }: Turn & { claim: string },
  signal: AbortSignal,
): Promise<void> {
  const { database, clock, together } = dependencies;
  const target = await together.readTarget(target_id);
  if (!target) return;
  // What was never tried is in no doubt.
  if (target.content_hash !== null) await verifyDoubted(dependencies, { target_id, now });
  const began: { attempt?: Begun['attempt'] } = {};
  const outcome = await withAccountOf(dependencies, { target }, now, async (opened) => {
    const begun = await together.claim({ target_id, claim, now });
    if (!begun) return null;
    began.attempt = begun.attempt;
    const live = await call(dependencies, opened, begun, signal);
    return live && { live };
  }).catch((error: unknown): CallOutcome => {
    // A worker that stops leaves the step to the next.
    if (signal.aborted && !(error instanceof PlatformError)) throw error;
    return { problem: anyProblemOf(error, dependencies, { target_id, part: 'publish' }) };
  });
  if (!outcome) return;
  const at = present(clock, now.toISOString());
  const settle = async (): Promise<void> => {
    if (began.attempt) {
      await together.settle({ target_id, attempt_id: began.attempt.id, outcome, now: at });
    } else if ('problem' in outcome) {
      await meet(database, target, outcome.problem, at);
    }
  };
  await persistently(settle, { patienceMs: outcomePatienceMs });
}

async function meet(
  database: Dependencies['database'],
  { id: target_id, updated_at: seen }: PostTarget,
  problem: CallProblem,
  now: Date,
): Promise<void> {
  await transaction(database, (tx) => meetProblem(tx, { target_id, seen }, problem, now));
}

/** With the call, this is less than a worker is given to end its work. */
const outcomePatienceMs = 25_000;

const tooSlow: PlatformErrorFacts = {
  ...{ kind: 'later', code: 'not_called', status: null },
  detail: 'The time for the call was over before it could be made.',
};

/**
 * Makes the call, in what is left of its time: an answer is asked for when that is over, and nothing may follow it.
 * @returns null when no call was made, because somebody else has settled the attempt
 */
async function call(
  { objectStore, together }: Dependencies,
  { platform, session }: OpenAccount,
  begun: Begun,
  signal: AbortSignal,
): Promise<LivePost | null> {
  const container = readContainer(begun.container);
  const post = await preparedPost(objectStore, container, begun.attempt.record_name);
  if (!(await together.isUnderWay(begun.attempt.id))) return null;
  const time = begun.left();
  if (time <= 0) throw new PlatformError(tooSlow);
  const limit = AbortSignal.any([signal, AbortSignal.timeout(time)]);
  return await platform.finalize(session, post, container.held ?? {}, limit);
}

const notRemovable: PlatformErrorFacts = {
  ...{ kind: 'refused', code: 'live_post_not_removable', status: null },
  detail: 'The platform deletes nothing on request.',
};

/** Deletes the live post, where its owner wants that. */
async function remove(dependencies: PostDependencies, { target_id, now }: Turn): Promise<void> {
  const { database } = dependencies;
  const material = await readMaterial(database, target_id);
  const next = material && nextPart(material.target);
  if (!material || next?.part !== 'remove' || next.at > now) return;
  const { external_id, permalink } = material.target;
  const live = { external_id: external_id ?? '', permalink };
  try {
    await withAccountOf(dependencies, material, now, async ({ platform, session }) => {
      if (!platform.remove) throw new PlatformError(notRemovable);
      await platform.remove(session, live);
    });
  } catch (error) {
    const problem = anyProblemOf(error, dependencies, { target_id, part: 'remove' });
    return await transaction(database, (tx) => settleNotRemoved(tx, target_id, problem, now));
  }
  await transaction(database, (tx) => settleRemoved(tx, target_id, now));
}
