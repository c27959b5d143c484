import type { ErrorDetail } from '../../foundation/errors';
import { isTimeZone } from '../../foundation/local-time';
import type { Transaction } from '../../foundation/transaction';
import { templateFindings, valuesAlone } from './expand-template';
import { accountsOf, type PostContext } from './new-post';
import { RuleFault } from './parse-rrule';
import { findTemplate } from './post-template.queries';
import type { PostingSchedule } from './posting-schedule';
import { isDate, planOf } from './schedule-recurrence';
import { nextSlotAfter } from './schedule-slots';

/** When a schedule is due. */
type Timing = Pick<
  PostingSchedule,
  'recurrence' | 'times' | 'timezone' | 'starts_on' | 'ends_on' | 'blackouts'
>;
/** Where its posts go, and with which words. */
type Content = Pick<
  PostingSchedule,
  'accounts' | 'platforms' | 'image_tags' | 'caption' | 'hashtags' | 'template_id' | 'variables'
>;
/** All of a schedule that its owner decides. */
export type ScheduleWish = Timing & Content & Pick<PostingSchedule, 'name' | 'is_active'>;

/** Everything that is wrong with a schedule, each with the place in the request. */
export async function checkSchedule(
  tx: Transaction,
  owner_id: string,
  wish: ScheduleWish,
  context: PostContext,
): Promise<ErrorDetail[]> {
  return [
    ...checkTiming(wish, context.now),
    ...(await checkTargets(tx, owner_id, wish, context)),
    ...(await checkWords(tx, owner_id, wish)),
  ];
}

/** What is wrong with the times: without fault, there is a slot to come. */
export function checkTiming(wish: Timing, now: Date): ErrorDetail[] {
  const { timezone, starts_on, ends_on, blackouts } = wish;
  if (!isTimeZone(timezone)) {
    const detail = 'must be a zone of the IANA database, such as Europe/Paris';
    return [{ pointer: '/timezone', code: 'unknown_timezone', detail }];
  }
  const dates = [
    starts_on,
    ends_on ?? starts_on,
    ...blackouts.flatMap(({ from, to }) => [from, to]),
  ];
  if (!dates.every(isDate)) {
    return [{ pointer: '', code: 'unknown_date', detail: 'One of the dates is in no calendar.' }];
  }
  try {
    if (nextSlotAfter(planOf(wish), now)) return [];
  } catch (error) {
    if (!(error instanceof RuleFault)) throw error;
    return [{ pointer: '/recurrence', code: 'rule_invalid', detail: error.message }];
  }
  const detail = 'There is no slot in the next ten years.';
  return [{ pointer: '', code: 'no_slots', detail }];
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

async function checkWords(
  tx: Transaction,
  owner_id: string,
  { caption, template_id, variables }: Content,
): Promise<ErrorDetail[]> {
  if (template_id === null) return valuesAlone({ variables });
  const template = await findTemplate(tx.sql, template_id);
  return templateFindings(template, { owner_id, caption, variables });
}
