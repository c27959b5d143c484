// The end of a live post that its owner wants gone. The call may be repeated: what is gone already is no error.
import type { Transaction } from '../../foundation/transaction';
import { changePost, changeTarget } from './post-status';
import { patienceMs, reconnectPauseMs, retryPause } from './publish-times';
import { type CallProblem, holdTarget, tell } from './settle-target';

/** The platform has it no more. */
export async function settleRemoved(tx: Transaction, targetId: string, now: Date): Promise<void> {
  const held = await holdTarget(tx, targetId);
  if (!held || held.target.removed_at) return;
  const done = { removed_at: now, next_at: null, measure_at: null };
  const fine = { error_code: null, error_detail: null };
  await changeTarget(tx, held, held.target, { ...done, ...fine, updated_at: now });
  await changePost(tx, held, now);
  tell(tx, held, 'post.removed');
}

/**
 * It could not be deleted: that is tried again for a day, unless the platform will not have it. Then the post is there
 * again, so that its owner sees why and may ask once more.
 */
export async function settleNotRemoved(
  tx: Transaction,
  targetId: string,
  { kind, code, detail, retry_after }: CallProblem,
  now: Date,
): Promise<void> {
  const held = await holdTarget(tx, targetId);
  if (!held?.target.removal_wanted_at || held.target.removed_at) return;
  const pause = kind === 'disconnected' ? reconnectPauseMs : retryPause(4, retry_after);
  const next = new Date(now.getTime() + pause);
  const isLate = next.getTime() > held.target.removal_wanted_at.getTime() + patienceMs;
  const isFinal = kind === 'refused' || code === 'account_removed' || isLate;
  const why = { error_code: code, error_detail: detail, updated_at: now };
  if (!isFinal) return await changeTarget(tx, held, held.target, { ...why, next_at: next });
  const end = { next_at: null, removal_wanted_at: null };
  await changeTarget(tx, held, held.target, { ...why, ...end });
  await changePost(tx, held, now, { deleted_at: null });
  tell(tx, held, 'post.removal_failed', { code });
}
