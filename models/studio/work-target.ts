// The steps of a target before it is taken, as its workflow takes them. Each may be repeated: it acts only on the row as it is.
import type { Transaction } from '../../foundation/transaction';
import type { Obstacle } from './plan-publishing';
import { picturesOf, shownPictures, targetHash } from './post-content';
import { changeTarget, type HeldTarget } from './post-status';
import type { PostTarget } from './post-target';
import { patienceMs } from './publish-times';
import { type CallProblem, holdTarget, settleProblem } from './settle-target';

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

/** Nothing goes live more than a day after it was due. */
export function latenessOf({ due_at }: Pick<PostTarget, 'due_at'>, now: Date): Obstacle | null {
  const isLate = due_at !== null && now.getTime() - due_at.getTime() > patienceMs;
  return isLate ? { code: 'too_late', detail: null } : null;
}
