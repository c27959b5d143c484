// What becomes of an attempt: by the answer to the call that publishes, or by what its platform says when it is asked.
import type { Knex } from 'knex';
import type { Transaction } from '../../foundation/transaction';
import { changeTarget, type HeldTarget } from './post-status';
import { PostTarget } from './post-target';
import { PublishAttempt } from './publish-attempt';
import { absentAfterMs, doubtMs, verifyPause } from './publish-times';
import {
  type CallProblem,
  holdTarget,
  type LiveAt,
  recordLive,
  settleFailed,
  settleLive,
  settleUnconfirmed,
  settleUnknown,
} from './settle-target';

/** What became of a call that publishes. */
export type CallOutcome = { live: LiveAt } | { problem: CallProblem };

/** What a platform answers to what it has already, or to something like it. */
const duplicate = 'duplicate_post';

/**
 * Writes down how a call ended. Of an attempt that is settled already only that it is live is still heard: whatever was to
 * become of its target, it is live then. While another attempt is under way, that is what follows it.
 */
export async function settleCall(
  tx: Transaction,
  { target_id, attempt_id }: { target_id: string; attempt_id: string },
  outcome: CallOutcome,
  now: Date,
): Promise<void> {
  const [held, attempt] = await holdAttempt(tx, target_id, attempt_id);
  if (!held || !attempt || attempt.state === 'live') return;
  const isOpen = attempt.state === 'publishing';
  if ('live' in outcome) {
    const isHeard = isOpen || !['publishing', 'posted'].includes(held.target.status);
    if (isHeard) await settleLive(tx, held, attempt, outcome.live, now);
    else await recordLive(tx, attempt, outcome.live, now);
    return;
  }
  if (!isOpen) return;
  const { problem } = outcome;
  const isUnknown = problem.kind === 'unknown' || (await isOwnDuplicate(tx, attempt, problem));
  if (isUnknown) await settleUnknown(tx, held, attempt, problem, now);
  else await settleFailed(tx, held, attempt, problem, now);
}

/** Whether a platform may have refused an attempt because of an earlier one: texts may be equal where pictures are not. */
async function isOwnDuplicate(
  tx: Transaction,
  { target_id, number }: PublishAttempt,
  { code }: CallProblem,
): Promise<boolean> {
  if (code !== duplicate) return false;
  const earlier = PublishAttempt.query(tx.sql).where({ target_id }).where('number', '<', number);
  return (await earlier.resultSize()) > 0;
}

/** The attempt that may have gone through, if there is one. */
export async function openAttempt(
  database: Knex,
  targetId: string,
): Promise<PublishAttempt | undefined> {
  return await PublishAttempt.query(database)
    .where({ target_id: targetId, state: 'publishing' })
    .orderBy('number', 'desc')
    .first();
}

/**
 * What a platform says of an attempt: `absent` with the problem where it told why, `unknown` when it cannot be asked or
 * cannot tell, with the seconds until it may.
 */
export type CheckAnswer =
  | ({ state: 'live' } & LiveAt)
  | { state: 'absent'; problem?: CallProblem }
  | { state: 'unknown'; ask_again_in?: number };

/**
 * Draws the conclusion of having asked. `absent` counts only when no call can be on its way any more, and allows a new
 * attempt; who cannot tell for two hours is asked no more.
 */
export async function settleCheck(
  tx: Transaction,
  { target_id, attempt_id }: { target_id: string; attempt_id: string },
  answer: CheckAnswer,
  now: Date,
): Promise<void> {
  const [held, attempt] = await holdAttempt(tx, target_id, attempt_id);
  if (!held || attempt?.state !== 'publishing') return;
  const started = attempt.started_at?.getTime() ?? 0;
  const age = now.getTime() - started;
  if (answer.state === 'live' && !(await isAnothers(tx, held.target, { attempt, answer, now }))) {
    await noteInterruption(tx, attempt);
    return await settleLive(tx, held, attempt, answer, now);
  }
  if (answer.state === 'absent' && age >= absentAfterMs) {
    const problem = answer.problem ?? whyAbsent(attempt);
    return await settleFailed(tx, held, attempt, problem, now);
  }
  // A live post that is another's tells nothing of this one: a person has to look, should it stay so.
  if (answer.state !== 'absent' && age >= doubtMs) {
    await noteInterruption(tx, attempt);
    return await settleUnconfirmed(tx, held, attempt, now);
  }
  const said = answer.state === 'unknown' ? (answer.ask_again_in ?? 0) * 1000 : 0;
  const next = now.getTime() + Math.max(verifyPause(attempt.checks), said);
  // Nobody waits beyond the end of the doubt, whatever the platform asked for.
  const until = Math.min(next, started + doubtMs);
  const next_at = new Date(answer.state === 'absent' ? started + absentAfterMs : until);
  const asked = { checks: attempt.checks + 1, checked_at: now };
  await PublishAttempt.query(tx.sql).findById(attempt.id).patch(asked);
  await changeTarget(tx, held, held.target, { next_at, updated_at: now });
}

/**
 * Whoever made the call was gone before it could say how it ended, and the ledger says so. Not before that is settled:
 * an error means that the call is over.
 */
async function noteInterruption(
  tx: Transaction,
  { id, error_code }: PublishAttempt,
): Promise<void> {
  if (error_code !== null) return;
  await PublishAttempt.query(tx.sql).findById(id).patch({ error_code: 'interrupted' });
}

/** What was given up in doubt was live all the time, as is found before it is tried again. */
export async function settleFound(
  tx: Transaction,
  { target_id, attempt_id }: { target_id: string; attempt_id: string },
  answer: LiveAt,
  now: Date,
): Promise<void> {
  const [held, attempt] = await holdAttempt(tx, target_id, attempt_id);
  if (held?.target.status !== 'scheduled' || attempt?.state !== 'unconfirmed') return;
  if (await isAnothers(tx, held.target, { attempt, answer, now })) return;
  await settleLive(tx, held, attempt, answer, now);
}

/**
 * Whether the live post is that of another target, or a call with the same content may yet tell so: equal texts cannot be
 * told apart on every platform. The account is locked, so that two who ask at the same time do not both take it.
 */
async function isAnothers(
  tx: Transaction,
  { id, account_id }: PostTarget,
  { attempt, answer, now }: { attempt: PublishAttempt; answer: LiveAt; now: Date },
): Promise<boolean> {
  await tx.sql('social_accounts').where({ id: account_id }).forNoKeyUpdate().select('id');
  const others = () => PostTarget.query(tx.sql).where({ account_id }).whereNot({ id });
  const { external_id } = answer;
  if ((await others().where({ external_id }).resultSize()) > 0) return true;
  // Of an attempt with an error it is known that its call is over.
  const calls = PublishAttempt.query(tx.sql)
    .where({ state: 'publishing', content_hash: attempt.content_hash, error_code: null })
    .where('started_at', '>', new Date(now.getTime() - absentAfterMs))
    .whereIn('target_id', others().where({ status: 'publishing' }).select('id'));
  return (await calls.resultSize()) > 0;
}

/** An attempt that is absent is made anew, unless the platform refused it for being like what is there already. */
function whyAbsent({ error_code, error_detail: detail }: PublishAttempt): CallProblem {
  const status = null;
  if (error_code === duplicate) return { kind: 'refused', code: duplicate, detail, status };
  return { kind: 'later', code: 'absent', detail, status };
}

async function holdAttempt(
  tx: Transaction,
  targetId: string,
  attemptId: string,
): Promise<[HeldTarget | undefined, PublishAttempt | undefined]> {
  const held = await holdTarget(tx, targetId);
  const attempt = await PublishAttempt.query(tx.sql).findById(attemptId);
  return [held, attempt];
}
