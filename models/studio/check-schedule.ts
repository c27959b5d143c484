import type { ErrorDetail } from '../../foundation/errors';
import { isTimeZone } from '../../foundation/local-time';
import type { Transaction } from '../../foundation/transaction';
import { checkApproval, mayReview } from './check-new-post';
import { checkScheduleWords } from './check-schedule-words';
import { accountsOf, type PostContext } from './new-post';
import { RuleFault } from './parse-rrule';
import { holdTemplate } from './post-template.queries';
import type { PostingSchedule } from './posting-schedule';
import { isDate, planOf } from './schedule-recurrence';
import { nextSlotAfter } from './schedule-slots';
import type { SlotWords } from './slot-post';

/** When a schedule is due. */
type Timing = Pick<
  PostingSchedule,
  'recurrence' | 'times' | 'timezone' | 'starts_on' | 'ends_on' | 'blackouts'
>;
/** Where its posts go, and with which words. */
type Content = Pick<PostingSchedule, 'accounts' | 'platforms' | 'image_tags'> &
  Omit<SlotWords, 'owner_id' | 'timezone'>;
/** All of a schedule that its owner decides. */
export type ScheduleWish = Timing & Content & Pick<PostingSchedule, 'name' | 'is_active'>;

/** Everything that is wrong with a schedule, each with the place in the request. */
export async function checkSchedule(
  tx: Transaction,
  owner_id: string,
  wish: ScheduleWish,
  context: PostContext,
): Promise<ErrorDetail[]> {
  const { now } = context;
  const timing = checkTiming(wish, now);
  const slot_at = (timing.length === 0 && nextSlotAfter(planOf(wish), now)) || now;
  if (wish.template_id !== null) await holdTemplate(tx, wish.template_id);
  const words = await checkScheduleWords(tx.sql, [{ ...wish, owner_id, slot_at }], context);
  const approval = { owner_id, approval: wish.approval };
  return [
    ...timing,
    ...(await checkTargets(tx, owner_id, wish, context)),
    ...words.flat(),
    ...checkApproval(approval, await mayReview(tx.sql, [approval]), now),
  ];
}

/** What is wrong with the times: without fault, there is a slot to come. */
function checkTiming(wish: Timing, now: Date): ErrorDetail[] {
  if (!isTimeZone(wish.timezone)) {
    const detail = 'must be a zone of the IANA database, such as Europe/Paris';
    return [{ pointer: '/timezone', code: 'unknown_timezone', detail }];
  }
  const dates = checkDates(wish);
  if (dates.length > 0) return dates;
  try {
    if (nextSlotAfter(planOf(wish), now)) return [];
  } catch (error) {
    if (!(error instanceof RuleFault)) throw error;
    return [{ pointer: '/recurrence', code: 'rule_invalid', detail: error.message }];
  }
  const detail = 'There is no slot in the next ten years.';
  return [{ pointer: '', code: 'no_slots', detail }];
}

function checkDates({ starts_on, ends_on, blackouts }: Timing): ErrorDetail[] {
  const dates = [
    { pointer: '/starts_on', date: starts_on },
    { pointer: '/ends_on', date: ends_on ?? starts_on },
    ...blackouts.flatMap(({ from, to }, index) => [
      { pointer: `/blackouts/${index}/from`, date: from },
      { pointer: `/blackouts/${index}/to`, date: to },
    ]),
  ];
  const unknown = dates.filter(({ date }) => !isDate(date));
  const detail = 'must be a day that there is';
  const backwards = blackouts.flatMap(({ from, to }, index) => {
    const why = { code: 'range', detail: 'must not end before it begins' };
    return from <= to ? [] : [{ pointer: `/blackouts/${index}`, ...why }];
  });
  return [
    ...unknown.map(({ pointer }) => ({ pointer, code: 'unknown_date', detail })),
    ...backwards,
  ];
}

async function checkTargets(
  tx: Transaction,
  owner_id: string,
  { accounts, platforms }: Content,
  { rules }: PostContext,
): Promise<ErrorDetail[]> {
  const mine = new Set((await accountsOf(tx.sql, [owner_id])).map(({ id }) => id));
  const unknown = (kind: 'account' | 'platform', index: number): ErrorDetail => {
    const detail =
      kind === 'account' ? 'There is no such account of yours.' : 'There is none here.';
    return { pointer: `/${kind}s/${index}`, code: `unknown_${kind}`, detail };
  };
  const nowhere = accounts.length + platforms.length === 0;
  const detail = 'Name an account, or a platform on which you have one.';
  return [
    ...(nowhere ? [{ pointer: '', code: 'no_account', detail }] : []),
    ...accounts.flatMap((id, index) => (mine.has(id) ? [] : [unknown('account', index)])),
    ...platforms.flatMap((name, index) => (rules.knows(name) ? [] : [unknown('platform', index)])),
  ];
}
