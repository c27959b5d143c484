// Asking a platform what became of an attempt: the one way out of doubt.
import { transaction } from '../../foundation/transaction';
import { type Material, nextPart, readMaterial } from '../../models/studio/plan-publishing';
import type { PublishAttempt } from '../../models/studio/publish-attempt';
import { doubtedAttempt, firstStart } from '../../models/studio/publish-attempt.queries';
import { answerLimitMs } from '../../models/studio/publish-times';
import {
  type CheckAnswer,
  openAttempt,
  settleCheck,
  settleFound,
} from '../../models/studio/settle-attempt';
import type { Verdict } from '../clients/platforms/platform';
import type { OpenAccount } from './account-session';
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

/** Asks the platform what became of the attempt that nobody knows of. */
export async function verifyTarget(
  dependencies: PostDependencies,
  { target_id, now }: Turn,
): Promise<void> {
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

/** Asks once more about what was given up in doubt, before it is tried again: it may have been live all the time. */
export async function verifyDoubted(
  dependencies: PostDependencies,
  { target_id, now }: Turn,
): Promise<void> {
  const { database } = dependencies;
  const attempt = await doubtedAttempt(database, target_id);
  const material = attempt && (await readMaterial(database, target_id));
  const next = material && nextPart(material.target);
  if (!attempt || !material || next?.part !== 'publish' || next.at > now) return;
  const answer = await ask(dependencies, material, attempt, now);
  if (answer.state !== 'live') return;
  await transaction(database, (tx) =>
    settleFound(tx, { target_id, attempt_id: attempt.id }, answer, now),
  );
}

/** What the platform says; one that does not answer in time cannot tell. */
async function ask(
  dependencies: PostDependencies,
  material: Material,
  attempt: PublishAttempt,
  now: Date,
): Promise<CheckAnswer> {
  const limit = AbortSignal.timeout(answerLimitMs);
  const silence = new Promise<CheckAnswer>((resolve) => {
    const giveUp = () => resolve({ state: 'unknown' });
    if (limit.aborted) giveUp();
    else limit.addEventListener('abort', giveUp, { once: true });
  });
  return await Promise.race([question(dependencies, material, attempt, now), silence]);
}

async function question(
  dependencies: PostDependencies,
  material: Material,
  attempt: PublishAttempt,
  now: Date,
): Promise<CheckAnswer> {
  const container = readContainer(attempt.container ?? {});
  try {
    const asking = async ({ platform, session }: OpenAccount): Promise<CheckAnswer> => {
      const post = await preparedPost(dependencies.objectStore, container, attempt.record_name);
      const started_at = attempt.started_at ?? now;
      const first_at = (await firstStart(dependencies.database, attempt)) ?? started_at;
      const asked = { container: container.held ?? {}, started_at, first_at, now };
      return answerOf(await platform.verify(session, post, asked));
    };
    return await withAccountOf(dependencies, material, now, asking, 'verify');
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
