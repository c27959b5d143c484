// What is wrong with the words of schedules before any slot gets its post: with how they use their template and, whichever
// picture comes, with what their platforms take.
import type { Knex } from 'knex';
import type { ErrorDetail } from '../../foundation/errors';
import { expandTemplates } from './expand-template';
import {
  accountsOf,
  type NewPost,
  type PostContext,
  type PostFacts,
  type TargetAccount,
} from './new-post';
import { postText } from './post-text';
import type { PostingSchedule } from './posting-schedule';
import { postOfSlot, type SlotWords } from './slot-post';

/** Words, where they go, and when they are due; in a template, a time has a place. */
export interface ScheduleWords extends SlotWords, Pick<PostingSchedule, 'accounts' | 'platforms'> {
  slot_at: Date;
}

/** One that every platform takes: real ones are looked at when a slot gets its post. */
const anyPicture: PostFacts['media'][number] = {
  ...{ media_type: 'image/jpeg', width: 1080, height: 1080, size_bytes: 1, alt_text: '' },
};

/** What is wrong with the words of each schedule, at the account or platform that it is about; in order. */
export async function checkScheduleWords(
  database: Knex,
  schedules: ScheduleWords[],
  { rules, now }: PostContext,
): Promise<ErrorDetail[][]> {
  const posts = schedules.map((words): NewPost => ({
    ...postOfSlot(words, words.slot_at),
    image_ids: [],
    targets: [],
  }));
  const expanded = await expandTemplates(database, posts, now);
  const owners = new Set(schedules.map(({ owner_id }) => owner_id));
  const accounts = await accountsOf(database, [...owners]);
  return schedules.map((schedule, index) => {
    const { post, findings = [] } = expanded[index] ?? {};
    if (!post || findings.length > 0) return findings;
    const facts = { text: postText(post), link: null, media: [anyPicture] };
    const mine = accounts.filter(({ owner_id }) => owner_id === schedule.owner_id);
    return placesOf(schedule, mine).flatMap(({ pointer, platform, account }) => {
      const name = account ? `${platform} (${account.username})` : platform;
      const refused = rules.refusals(platform, facts, account?.server_limits);
      return refused.map(({ code, detail }) => ({ pointer, code, detail: `${name}: ${detail}` }));
    });
  });
}

/** Where the posts go, as far as it is known; what is not found is told of elsewhere. */
function placesOf(
  { accounts, platforms }: Pick<ScheduleWords, 'accounts' | 'platforms'>,
  mine: TargetAccount[],
): { pointer: string; platform: string; account?: TargetAccount }[] {
  const named = accounts.flatMap((id, index) => {
    const account = mine.find((one) => one.id === id);
    const pointer = `/accounts/${index}`;
    return account ? [{ pointer, platform: account.platform, account }] : [];
  });
  const standing = platforms.map((platform, index) => {
    const [account, ...others] = mine.filter((one) => one.platform === platform);
    const pointer = `/platforms/${index}`;
    return { pointer, platform, ...(account && others.length === 0 && { account }) };
  });
  return [...named, ...standing];
}
