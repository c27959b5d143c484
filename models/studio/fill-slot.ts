import { AppError } from '../../foundation/errors';
import type { Transaction } from '../../foundation/transaction';
import { createPost } from './create-post';
import { expandTemplate } from './expand-template';
import { accountsOf, type NewPost, type PostContext, type TargetWish } from './new-post';
import type { PostingSchedule } from './posting-schedule';
import { nextUnusedImage } from './posting-schedule.queries';

/** Why a slot cannot get its post. */
export type SlotFault = 'no_image' | 'no_account' | 'template_refused' | 'post_refused';

/** Makes the post of a slot; returns why it cannot be made. */
export async function fillSlot(
  tx: Transaction,
  schedule: PostingSchedule,
  slot: Date,
  context: PostContext & { isLastCall: boolean },
): Promise<SlotFault | null> {
  const { owner_id, image_tags } = schedule;
  const image_id = await nextUnusedImage(tx.sql, owner_id, image_tags);
  if (image_id === undefined) return 'no_image';
  const targets = await targetsOf(tx, schedule, context.isLastCall);
  if (targets.length === 0) return 'no_account';
  try {
    const words = await wordsOf(tx, schedule, slot, image_id);
    await createPost(
      tx,
      { ...postOf(schedule, slot), ...words, image_ids: [image_id], targets },
      context,
    );
    return null;
  } catch (error) {
    const code = error instanceof AppError ? error.code : null;
    if (code === 'template_refused') return code;
    if (code === 'post_refused' || code === 'unknown_platform') return 'post_refused';
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

async function wordsOf(
  tx: Transaction,
  { owner_id, caption, hashtags, template_id, variables, timezone }: PostingSchedule,
  at: Date,
  image_id: string,
): Promise<Pick<NewPost, 'caption' | 'hashtags'>> {
  if (template_id === null) return { caption, hashtags };
  const use = { owner_id, template_id, variables };
  const words = await expandTemplate(tx.sql, use, { at, timezone, image_id });
  return { ...words, hashtags: [...words.hashtags, ...hashtags] };
}

function postOf(
  { id, owner_id, timezone, template_id }: PostingSchedule,
  slot_at: Date,
): Pick<NewPost, 'owner_id' | 'link' | 'scheduled_time' | 'timezone' | 'schedule_id' | 'slot_at'> {
  return {
    ...{ owner_id, link: null, timezone, scheduled_time: slot_at, schedule_id: id, slot_at },
    ...(template_id !== null && { template_id }),
  };
}
