import type { NewPost } from './new-post';
import type { PostingSchedule } from './posting-schedule';

/** All that a schedule says of its posts, but where they go. */
export type SlotWords = Pick<
  PostingSchedule,
  'owner_id' | 'timezone' | 'caption' | 'hashtags' | 'template_id' | 'variables' | 'approval'
>;

/** The post of a slot, before it has a picture and accounts. */
export function postOfSlot(
  { owner_id, timezone, caption, hashtags, template_id, variables, approval }: SlotWords,
  scheduled_time: Date,
): Omit<NewPost, 'image_ids' | 'targets'> {
  return {
    ...{ owner_id, caption, hashtags, link: null, timezone, variables, scheduled_time, approval },
    ...(template_id !== null && { template_id }),
  };
}
