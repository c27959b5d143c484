import { AppError } from '../../foundation/errors';
import type { Transaction } from '../../foundation/transaction';
import { createPost } from './create-post';
import { accountsOf, type NewPost, type PostContext, type TargetWish } from './new-post';
import type { PostingSchedule } from './posting-schedule';
import { nextUnusedImage } from './posting-schedule.queries';
import { postOfSlot } from './slot-post';

/** Why a slot cannot get its post. */
export type SlotFault = 'no_image' | 'no_account' | 'post_refused';

/** So many pictures are tried for one slot: some are too small or of the wrong shape for one of the platforms. */
const mostPictures = 10;

/** Makes the post of a slot, with the first picture that all its platforms take; returns why it cannot be made. */
export async function fillSlot(
  tx: Transaction,
  schedule: PostingSchedule,
  slot: Date,
  context: PostContext & { isLastCall: boolean },
): Promise<SlotFault | null> {
  const { owner_id, image_tags } = schedule;
  const targets = await targetsOf(tx, schedule, context.isLastCall);
  const refused: string[] = [];
  while (refused.length < mostPictures) {
    const image_id = await nextUnusedImage(tx.sql, owner_id, image_tags, refused);
    if (image_id === undefined) break;
    if (targets.length === 0) return 'no_account';
    const post = { ...postOfSlot(schedule, slot), schedule_id: schedule.id, slot_at: slot };
    const wish = { ...post, image_ids: [image_id], targets };
    if (await tryCreate(tx, wish, context)) return null;
    refused.push(image_id);
  }
  return refused.length === 0 ? 'no_image' : 'post_refused';
}

/** Makes a post unless it is refused, when nothing is written. */
async function tryCreate(tx: Transaction, wish: NewPost, context: PostContext): Promise<boolean> {
  try {
    await createPost(tx, wish, context);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'post_refused') return false;
    throw error;
  }
}

/** Where the post goes, no account twice: everywhere; at the last call, wherever it can. */
async function targetsOf(
  tx: Transaction,
  { owner_id, accounts, platforms }: PostingSchedule,
  isLastCall: boolean,
): Promise<TargetWish[]> {
  const mine = await accountsOf(tx.sql, [owner_id]);
  const connected = mine.filter(({ state }) => state === 'connected');
  const isUsable = (id: string): boolean => connected.some((account) => account.id === id);
  const targets: TargetWish[] = accounts
    .filter((id) => !isLastCall || isUsable(id))
    .map((account_id, index) => ({ account_id, pointer: `/accounts/${index}` }));
  for (const [index, platform] of platforms.entries()) {
    const there = connected.filter((account) => account.platform === platform);
    const isNamed = there.some(({ id }) => accounts.includes(id));
    if (isNamed || (isLastCall && there.length !== 1)) continue;
    targets.push({ platform, pointer: `/platforms/${index}` });
  }
  return targets;
}
