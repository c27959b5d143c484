import { AppError } from '../../foundation/errors';
import type { Transaction } from '../../foundation/transaction';
import { isPublishing } from './edit-post';
import { Post } from './post';
import { type HeldPost, holdPost } from './post-status';
import type { PostingSchedule } from './posting-schedule';
import { type SlotPlan, slotsBetween } from './schedule-slots';
import { cancelPost } from './stop-post';

/**
 * Lets go of the slots to come that a schedule no longer has; without a plan, of all. Their posts are cancelled, unless
 * somebody has moved them to another time, or they are being published. A slot let go of can be filled again.
 */
export async function releaseSlots(
  tx: Transaction,
  schedule: PostingSchedule,
  plan: SlotPlan | null,
  now: Date,
): Promise<void> {
  const posts = await Post.query(tx.sql)
    .where({ schedule_id: schedule.id })
    .where('slot_at', '>', now)
    .orderBy('slot_at');
  const last = posts.at(-1)?.slot_at;
  if (!last) return;
  const kept = new Set((plan ? slotsBetween(plan, now, last) : []).map((slot) => slot.getTime()));
  for (const { id, slot_at } of posts) {
    if (slot_at && !kept.has(slot_at.getTime())) await release(tx, id, now);
  }
}

async function release(tx: Transaction, postId: string, now: Date): Promise<void> {
  const held = await holdPost(tx, postId);
  if (!held || !(await isOutOfTheWay(tx, held, now))) return;
  await Post.query(tx.sql).findById(postId).patch({ slot_at: null });
}

/** Cancels a post that still stands where the schedule put it; what is being published keeps its slot. */
async function isOutOfTheWay(tx: Transaction, held: HeldPost, now: Date): Promise<boolean> {
  const { scheduled_time, slot_at, deleted_at } = held.post;
  if (deleted_at || scheduled_time?.getTime() !== slot_at?.getTime()) return true;
  try {
    await cancelPost(tx, held, now);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
  return !isPublishing(held);
}
