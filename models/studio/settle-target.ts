// What becomes of a target, each as one transaction: its row, its post, its ledger and its event.
import type { Transaction } from '../../foundation/transaction';
import { appendEvent } from '../messaging/append-event';
import type { EventType } from '../messaging/event';
import { requestMeasuring } from './measure-post';
import type { Obstacle } from './plan-publishing';
import { changePost, changeTarget, type HeldTarget, holdPost } from './post-status';
import { PostTarget } from './post-target';
import { PublishAttempt } from './publish-attempt';
import {
  patienceMs,
  preparePause,
  reconnectPauseMs,
  retryPause,
  verifyPause,
} from './publish-times';
import { holdConnected } from './social-account.queries';

/** Locks the post of a target. */
export async function holdTarget(
  tx: Transaction,
  targetId: string,
): Promise<HeldTarget | undefined> {
  const held = await holdPost(tx, PostTarget.query(tx.sql).findById(targetId).select('post_id'));
  const target = held?.targets.find(({ id }) => id === targetId);
  return held && target && { ...held, target };
}

/** What stood in the way of a call, as far as it decides what follows. */
export interface CallProblem extends Obstacle {
  kind: 'refused' | 'later' | 'disconnected' | 'unknown';
  status: number | null;
  /** Seconds. */
  retry_after?: number;
  /** When it is looked at again, where that is known. */
  until?: Date;
  /** What the platform is to be asked with from now on, in place of what was prepared. */
  held?: Record<string, unknown>;
}

/** The live post, as the platform knows it. */
export interface LiveAt {
  external_id: string;
  permalink: string | null;
}

/** The ledger's word of an attempt that is live. */
export async function recordLive(
  tx: Transaction,
  attempt: PublishAttempt,
  { external_id, permalink }: LiveAt,
  now: Date,
): Promise<void> {
  const end = { external_id, permalink, finished_at: now };
  await PublishAttempt.query(tx.sql)
    .findById(attempt.id)
    .patch({ state: 'live', ...end });
}

/** The post is live: the end of the attempt, and of what there is to do until it is measured. */
export async function settleLive(
  tx: Transaction,
  held: HeldTarget,
  attempt: PublishAttempt,
  live: LiveAt,
  now: Date,
): Promise<void> {
  await recordLive(tx, attempt, live, now);
  await showLive(tx, held, { ...live, content_hash: attempt.content_hash }, now);
}

type Shown = Pick<PublishAttempt, 'external_id' | 'permalink' | 'content_hash'>;

/** What a target is from the instant on at which it is live. */
export function liveTarget({ external_id, permalink, content_hash }: Shown, now: Date): LiveTarget {
  return {
    ...{ status: 'posted', external_id, permalink, content_hash, posted_at: now },
    ...{ claim: null, next_at: null, error_code: null, error_detail: null },
  };
}

type LiveTarget = Pick<
  PostTarget,
  | 'status'
  | 'external_id'
  | 'permalink'
  | 'content_hash'
  | 'posted_at'
  | 'claim'
  | 'next_at'
  | 'error_code'
  | 'error_detail'
>;

/** The target becomes what is live of it. */
export async function showLive(
  tx: Transaction,
  held: HeldTarget,
  { external_id, permalink, content_hash }: Shown,
  now: Date,
): Promise<void> {
  const { target } = held;
  const shown = { external_id, permalink, content_hash };
  await changeTarget(tx, held, target, { ...liveTarget(shown, now), updated_at: now });
  await requestMeasuring(tx, { id: target.id, owner_id: target.owner_id, posted_at: now });
  await changePost(tx, held, now);
  tell(tx, held, 'post.posted');
}

/** An attempt whose answer came late, when another was under way: whatever becomes of that one, the target is live. */
async function showOther(tx: Transaction, held: HeldTarget, now: Date): Promise<boolean> {
  const { id: target_id } = held.target;
  const live = await PublishAttempt.query(tx.sql).findOne({ target_id, state: 'live' });
  if (live) await showLive(tx, held, live, now);
  return live !== undefined;
}

/** The attempt certainly did not go through. What follows depends on why. */
export async function settleFailed(
  tx: Transaction,
  held: HeldTarget,
  attempt: PublishAttempt,
  problem: CallProblem,
  now: Date,
): Promise<void> {
  const { code, detail, status } = problem;
  await PublishAttempt.query(tx.sql)
    .findById(attempt.id)
    .patch({
      ...{ state: 'failed', error_code: code, error_detail: detail },
      ...{ platform_status: status, finished_at: now },
    });
  await settleProblem(tx, held, problem, { now, attempts: attempt.number });
}

/** The call left open whether it went through; from now on the platform is only asked. */
export async function settleUnknown(
  tx: Transaction,
  held: HeldTarget,
  attempt: PublishAttempt,
  { code, detail, status, held: known }: CallProblem,
  now: Date,
): Promise<void> {
  const why = { error_code: code, error_detail: detail };
  const container = known && { ...attempt.container, held: known };
  await PublishAttempt.query(tx.sql)
    .findById(attempt.id)
    .patch({ ...why, platform_status: status, ...(container && { container }) });
  const next_at = new Date(now.getTime() + verifyPause(0));
  await changeTarget(tx, held, held.target, { ...why, next_at, updated_at: now });
}

/**
 * Something stood in the way of a target that is not live: it waits, or it fails. Without `attempts` it was met before a
 * call was made. Waiting for something else changes nothing that an editor of the post saw.
 */
export async function settleProblem(
  tx: Transaction,
  held: HeldTarget,
  problem: CallProblem,
  { now, attempts }: { now: Date; attempts?: number },
): Promise<void> {
  if (await showOther(tx, held, now)) return;
  if (held.target.cancel_wanted_at) return await cancelTarget(tx, held, now);
  const { kind, code, detail, retry_after, until } = problem;
  const due = held.target.due_at?.getTime() ?? now.getTime();
  const pause =
    attempts === undefined
      ? preparePause(now.getTime() - due, retry_after)
      : retryPause(attempts, retry_after);
  const wait = kind === 'disconnected' ? await reconnectPause(tx, held, attempts) : pause;
  const next_at = until ?? new Date(now.getTime() + wait);
  const end = due + patienceMs;
  const isFinal = kind === 'refused' || code === 'account_removed' || next_at.getTime() > end;
  if (isFinal) return await failTarget(tx, held, { code, detail }, now);
  const waited = held.target.status === 'scheduled';
  await changeTarget(tx, held, held.target, {
    ...{ status: 'scheduled', claim: null, next_at, updated_at: now },
    ...{ container_content_hash: null, error_code: code, error_detail: detail },
  });
  if (!waited) await changePost(tx, held, now);
}

/** Nothing came of the attempt under which it was cancelled. */
async function cancelTarget(tx: Transaction, held: HeldTarget, now: Date): Promise<void> {
  await changeTarget(tx, held, held.target, {
    ...{ status: 'cancelled', claim: null, next_at: null, cancel_wanted_at: null, updated_at: now },
    ...{ container: null, container_content_hash: null, error_code: null, error_detail: null },
  });
  await changePost(tx, held, now);
  tell(tx, held, 'post.updated', { fields: ['targets'] });
}

/** An account that was connected again before this post waited for it does not wake it. */
async function reconnectPause(
  tx: Transaction,
  { target }: HeldTarget,
  attempts = 0,
): Promise<number> {
  const isConnected = await holdConnected(tx, target.account_id);
  return isConnected ? retryPause(attempts) : reconnectPauseMs;
}

/** The target is not published, and its owner is told. */
export async function failTarget(
  tx: Transaction,
  held: HeldTarget,
  { code, detail }: Obstacle,
  now: Date,
): Promise<void> {
  await changeTarget(tx, held, held.target, {
    ...{ status: 'failed', claim: null, next_at: null, updated_at: now },
    ...{ container: null, container_content_hash: null, error_code: code, error_detail: detail },
  });
  await changePost(tx, held, now);
  tell(tx, held, 'post.failed', { code });
}

/** Nobody could say what became of the attempt, and somebody has to look. */
export async function settleUnconfirmed(
  tx: Transaction,
  held: HeldTarget,
  attempt: PublishAttempt,
  now: Date,
): Promise<void> {
  const end = { state: 'unconfirmed', checked_at: now, finished_at: now } as const;
  await PublishAttempt.query(tx.sql)
    .findById(attempt.id)
    .patch({ ...end, checks: attempt.checks + 1 });
  if (await showOther(tx, held, now)) return;
  const code = 'outcome_unknown';
  await changeTarget(tx, held, held.target, {
    ...{ status: 'unconfirmed', claim: null, next_at: null, updated_at: now },
    ...{ error_code: code, error_detail: null },
  });
  await changePost(tx, held, now);
  tell(tx, held, 'post.unconfirmed', { code });
}

/** A post that was due without being approved is a draft, with all that was still to be published of it. */
export async function withhold(tx: Transaction, held: HeldTarget, now: Date): Promise<void> {
  for (const target of held.targets.filter(({ status }) => status === 'scheduled')) {
    await changeTarget(tx, held, target, {
      ...{ status: 'draft', next_at: null, updated_at: now },
      ...{ container_content_hash: null, error_code: 'not_approved', error_detail: null },
    });
  }
  await changePost(tx, held, now);
  tell(tx, held, 'post.withheld');
}

/** Tells the owner of a target what became of it. */
export function tell(
  tx: Transaction,
  { post, target }: HeldTarget,
  type: Extract<EventType, `post.${string}`>,
  data: Record<string, unknown> = {},
): void {
  const subject = { type: 'post', id: post.id };
  const facts = { target_id: target.id, platform: target.platform, ...data };
  appendEvent(tx, { owner_id: post.owner_id, type, subject, data: facts });
}
