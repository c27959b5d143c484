// The steps of a target as its workflow takes them. Each may be repeated: it acts only on the row as it is.
import { newId } from '../../foundation/ids';
import type { Transaction } from '../../foundation/transaction';
import { nextPart, obstacleOf, type Obstacle } from './plan-publishing';
import { picturesOf, shownPictures, targetHash } from './post-content';
import { changePost, changeTarget } from './post-status';
import type { PostTarget } from './post-target';
import { PublishAttempt } from './publish-attempt';
import { callLimitMs, patienceMs, preparedForMs } from './publish-times';
import { recordName } from './record-name';
import { isApproved } from './review-post';
import { ownerState } from './stop-posts';
import {
  type CallProblem,
  failTarget,
  type HeldTarget,
  holdTarget,
  settleProblem,
  showLive,
  withhold,
} from './settle-target';
import { holdConnected } from './social-account.queries';

/** What was made for a target beforehand: JSON of the platform, and for which content. */
export interface MadeContainer {
  hash: string;
  /** When the target that it was made for was last changed. */
  seen: Date;
  container: Record<string, unknown>;
  /** When to ask the platform about it again; null when it is ready. */
  ask_again_at: Date | null;
}

/** Keeps what was made beforehand, unless the target shows something else by now or is not to be published any more. */
export async function keepContainer(
  tx: Transaction,
  targetId: string,
  { hash, seen, container, ask_again_at }: MadeContainer,
  now: Date,
): Promise<void> {
  const held = await holdTarget(tx, targetId);
  if (held?.target.status !== 'scheduled' || hasChanged(held, seen)) return;
  const { post, target } = held;
  if (targetHash(post, target, shownPictures(await picturesOf(tx.sql, [post.id]))) !== hash) return;
  await changeTarget(tx, held, target, {
    container: { ...container, prepared_at: now.toISOString() },
    container_content_hash: ask_again_at ? null : hash,
    ...{ next_at: ask_again_at ?? target.due_at, updated_at: now },
    ...{ error_code: null, error_detail: null },
  });
}

/**
 * Something keeps a target from being prepared or published; no call that publishes was made. What was found of a target
 * that has been changed since it was `seen` says nothing of what it is now.
 */
export async function meetProblem(
  tx: Transaction,
  { target_id, seen }: { target_id: string; seen: Date },
  problem: CallProblem,
  now: Date,
): Promise<void> {
  const held = await holdTarget(tx, target_id);
  if (held?.target.status !== 'scheduled' || hasChanged(held, seen)) return;
  await settleProblem(tx, held, problem, { now });
}

function hasChanged({ target }: HeldTarget, seen: Date): boolean {
  return target.updated_at.getTime() !== seen.getTime();
}

/** An attempt that may begin now, with what it is made of: nothing of that changes any more. */
export interface ClaimedTarget {
  attempt: PublishAttempt;
  container: Record<string, unknown>;
}

/**
 * Takes a target for an attempt: the point after which nothing is honoured any more. Only what is due, is approved, shows
 * what was prepared and whose pictures are still good is taken; anything else is settled, or left for the next step.
 */
export async function claimTarget(
  tx: Transaction,
  { target_id, claim }: { target_id: string; claim: string },
  now: Date,
): Promise<ClaimedTarget | null> {
  const held = await holdTarget(tx, target_id);
  if (!held || held.post.deleted_at) return null;
  const { post, target } = held;
  const next = nextPart(target);
  if (next?.part !== 'publish' || next.at > now) return null;
  const owner = await ownerState(tx.sql, post.owner_id);
  if (owner === 'erased') return await giveUp(tx, held, now);
  const attempts = await attemptsOf(tx, target);
  const live = attempts.find(({ state }) => state === 'live');
  if (live) {
    await showLive(tx, held, live, now);
    return null;
  }
  const pictures = await picturesOf(tx.sql, [post.id]);
  const content_hash = targetHash(post, target, shownPictures(pictures));
  const obstacle = latenessOf(target, now) ?? obstacleOf({ target, pictures }, owner);
  if (obstacle) await failTarget(tx, held, obstacle, now);
  else if (!(await isApproved(tx, held))) await withhold(tx, held, now);
  else if (isStale(target.container, now)) {
    await changeTarget(tx, held, target, { container_content_hash: null, updated_at: now });
  } else if (target.container && content_hash === target.container_content_hash) {
    // Who opens the account once more is told why it cannot be used.
    if (!(await holdConnected(tx, target.account_id))) return null;
    const { container } = target;
    const begun = { claim, content_hash, container, before: attempts.at(-1) };
    return await beginAttempt(tx, held, begun, now);
  } else {
    const nothing = { container: null, container_content_hash: null };
    await changeTarget(tx, held, target, { ...nothing, updated_at: now });
  }
  return null;
}

/** The account of its owner is being erased, and nobody is told any more. */
async function giveUp(tx: Transaction, held: HeldTarget, now: Date): Promise<null> {
  const end = { status: 'cancelled', next_at: null, updated_at: now } as const;
  await changeTarget(tx, held, held.target, end);
  await changePost(tx, held, now);
  return null;
}

function isStale(container: Record<string, unknown> | null, now: Date): boolean {
  const prepared = Date.parse(String(container?.['prepared_at']));
  return container !== null && !(now.getTime() - prepared <= preparedForMs);
}

/** Nothing goes live more than a day after it was due. */
export function latenessOf({ due_at }: Pick<PostTarget, 'due_at'>, now: Date): Obstacle | null {
  const isLate = due_at !== null && now.getTime() - due_at.getTime() > patienceMs;
  return isLate ? { code: 'too_late', detail: null } : null;
}

async function attemptsOf(tx: Transaction, { id }: PostTarget): Promise<PublishAttempt[]> {
  return await PublishAttempt.query(tx.sql).where({ target_id: id }).orderBy('number');
}

interface Beginning extends Pick<MadeContainer, 'container'> {
  claim: string;
  content_hash: string;
  /** The attempt before this one. */
  before: PublishAttempt | undefined;
}

/** The row of the ledger, written before the call. What was tried before with this content keeps its name. */
async function beginAttempt(
  tx: Transaction,
  held: HeldTarget,
  { claim, content_hash, container, before }: Beginning,
  now: Date,
): Promise<ClaimedTarget> {
  const { target } = held;
  const number = (before?.number ?? 0) + 1;
  const isRepeat = before?.content_hash === content_hash;
  const attempt = await PublishAttempt.query(tx.sql).insert({
    ...{ id: newId(), target_id: target.id, owner_id: target.owner_id, number },
    ...{ state: 'publishing', content_hash, container },
    record_name: isRepeat ? before.record_name : recordName(target.id, number),
    ...{ created_at: now, started_at: now, checks: 0 },
  });
  await changeTarget(tx, held, target, {
    ...{ status: 'publishing', claim, content_hash, error_code: null, error_detail: null },
    ...{ next_at: new Date(now.getTime() + callLimitMs), updated_at: now },
  });
  await changePost(tx, held, now);
  return { attempt, container };
}
