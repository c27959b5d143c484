import type { Clock } from '../../foundation/clock';
import { transaction } from '../../foundation/transaction';
import {
  type Material,
  nextPart,
  readMaterial,
  readStep,
} from '../../models/studio/plan-publishing';
import { PostTarget } from '../../models/studio/post-target';
import { callTimeLeft } from '../../models/studio/publish-times';
import { settleNotRemoved, settleRemoved } from '../../models/studio/remove-live-post';
import {
  type CallOutcome,
  type CheckAnswer,
  openAttempt,
  settleCall,
  settleCheck,
} from '../../models/studio/settle-attempt';
import { claimTarget, type ClaimedTarget, meetProblem } from '../../models/studio/work-target';
import type { PostActivities, PostPublishingActivities } from '../../workflows/studio/contract';
import type { PublishAttempt } from '../../models/studio/publish-attempt';
import type { Verdict } from '../clients/platforms/platform';
import { PlatformError, type PlatformErrorFacts } from '../clients/platforms/platform-error';
import { withHeartbeat } from '../heartbeat';
import type { OpenAccount } from './account-session';
import { prepareTarget } from './prepare-post';
import {
  anyProblemOf,
  type PostDependencies,
  preparedPost,
  problemIn,
  readContainer,
  withAccountOf,
} from './prepared-post';

interface Turn {
  target_id: string;
  now: Date;
}

/** What `publishPost` does, each written down before it says what is next. */
export function createPostActivities(
  dependencies: PostDependencies,
): PostActivities & PostPublishingActivities {
  const { database, clock } = dependencies;
  const turn = <G extends { target_id: string; now: string }>(given: G) => ({
    ...given,
    now: present(clock, given.now),
  });
  return {
    preparePost: (given) => beating((signal) => prepareTarget(dependencies, turn(given), signal)),
    finalizePost: (given) =>
      beating(async (signal) => {
        await finalize(dependencies, turn(given), signal);
        return await readStep(database, given.target_id, present(clock, given.now));
      }),
    verifyPost: (given) =>
      beating(async () => {
        await verify(dependencies, turn(given));
        return await readStep(database, given.target_id, present(clock, given.now));
      }),
    removePost: (given) =>
      beating(async () => {
        await remove(dependencies, turn(given));
        return await readStep(database, given.target_id, present(clock, given.now));
      }),
  };
}

/** Beats seldom: most posts are through before the first beat, and nobody cancels one that has begun. */
function beating<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  return withHeartbeat(work, 2_500);
}

/** The workflow's instant is old when workers were away; it is ahead where a test skips time. */
function present(clock: Clock, now: string): Date {
  return new Date(Math.max(Date.parse(now), clock.now().getTime()));
}

/** Takes the target, makes the one call, and writes down what became of it. */
async function finalize(
  dependencies: PostDependencies,
  { target_id, claim, now }: Turn & { claim: string },
  signal: AbortSignal,
): Promise<void> {
  const { database } = dependencies;
  const target = await PostTarget.query(database).findById(target_id);
  if (!target) return;
  const began: { attempt?: PublishAttempt } = {};
  const outcome = await withAccountOf(dependencies, { target }, now, async (opened) => {
    // Tokens may just have been renewed: what counts is when the call begins.
    const begun = present(dependencies.clock, now.toISOString());
    const claimed = await transaction(database, (tx) =>
      claimTarget(tx, { target_id, claim }, begun),
    );
    if (!claimed) return null;
    began.attempt = claimed.attempt;
    const left = (): number => callTimeLeft(begun, present(dependencies.clock, now.toISOString()));
    return { live: await call(dependencies, opened, { claimed, left }, signal) };
  }).catch((error: unknown): CallOutcome => {
    // A worker that stops leaves the step to the next.
    if (signal.aborted && !(error instanceof PlatformError)) throw error;
    return { problem: anyProblemOf(error, dependencies, { target_id, part: 'publish' }) };
  });
  if (!outcome) return;
  const at = present(dependencies.clock, now.toISOString());
  await transaction(database, async (tx) => {
    if (began.attempt) {
      await settleCall(tx, { target_id, attempt_id: began.attempt.id }, outcome, at);
    } else if ('problem' in outcome) {
      const seen = target.updated_at;
      await meetProblem(tx, { target_id, seen }, outcome.problem, at);
    }
  });
}

const tooSlow: PlatformErrorFacts = {
  ...{ kind: 'later', code: 'not_called', status: null },
  detail: 'The time for the call was over before it could be made.',
};

/** Makes the call, in what is `left` of its time: an answer is asked for when that is over, and nothing may follow it. */
async function call(
  { objectStore }: PostDependencies,
  { platform, session }: OpenAccount,
  { claimed, left }: { claimed: ClaimedTarget; left: () => number },
  signal: AbortSignal,
) {
  const { media, held } = readContainer(claimed.container);
  const { record_name } = claimed.attempt;
  const post = await preparedPost(objectStore, claimed, { media, record_name });
  const time = left();
  if (time <= 0) throw new PlatformError(tooSlow);
  const limit = AbortSignal.any([signal, AbortSignal.timeout(time)]);
  return await platform.finalize(session, post, held ?? {}, limit);
}

/** Asks the platform what became of the attempt that nobody knows of. */
async function verify(dependencies: PostDependencies, { target_id, now }: Turn): Promise<void> {
  const { database } = dependencies;
  const attempt = await openAttempt(database, target_id);
  const material = await readMaterial(database, target_id);
  const next = material && nextPart(material.target);
  if (!attempt || !material || next?.part !== 'verify' || next.at > now) return;
  const answer = await ask(dependencies, material, attempt, now);
  await transaction(database, (tx) =>
    settleCheck(tx, { target_id, attempt_id: attempt.id }, answer, now),
  );
}

async function ask(
  dependencies: PostDependencies,
  material: Material,
  attempt: PublishAttempt,
  now: Date,
): Promise<CheckAnswer> {
  const { media, held } = readContainer(attempt.container ?? {});
  const { record_name } = attempt;
  try {
    const question = async ({ platform, session }: OpenAccount): Promise<CheckAnswer> => {
      const named = { media: media ?? [], record_name };
      const post = await preparedPost(dependencies.objectStore, material, named);
      const started_at = attempt.started_at ?? now;
      const asked = { container: held ?? {}, started_at, now };
      return answerOf(await platform.verify(session, post, asked));
    };
    return await withAccountOf(dependencies, material, now, question, 'verify');
  } catch (error) {
    const step = { target_id: material.target.id, part: 'verify' };
    const { retry_after } = anyProblemOf(error, dependencies, step);
    return { state: 'unknown', ...(retry_after !== undefined && { ask_again_in: retry_after }) };
  }
}

function answerOf(verdict: Verdict): CheckAnswer {
  if (verdict.state !== 'absent' || !verdict.facts) return verdict;
  return { state: 'absent', problem: problemIn(verdict.facts) };
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
