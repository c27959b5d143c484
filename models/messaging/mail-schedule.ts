// When mails about notices may go out: after the quiet hours of their owner, and once a day for the digest.
import {
  type DailyPlan,
  type DailyWindow,
  firstOutside,
  nextSlot,
} from '../../foundation/local-time';
import type { Transaction } from '../../foundation/transaction';
import { UserSetting } from './user-setting';

/** The part of the settings that says when. */
export type QuietTimes = Pick<UserSetting, 'quiet_from' | 'quiet_to'> & { timezone: string };

/** The earliest instant from now on at which a mail about a notice may go out. */
export function mailTime(times: QuietTimes, now: Date): Date {
  return firstOutside(now, quietWindow(times), times.timezone);
}

/** When digests are due. */
export function digestPlan(times: QuietTimes & Pick<UserSetting, 'digest_hour'>): DailyPlan {
  return { hour: times.digest_hour, window: quietWindow(times), zone: times.timezone };
}

function quietWindow({ quiet_from, quiet_to }: QuietTimes): DailyWindow | null {
  if (quiet_from === null || quiet_to === null) return null;
  return { from: minutesOf(quiet_from), to: minutesOf(quiet_to) };
}

function minutesOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return hours * 60 + minutes;
}

/** Sets anew when the waiting mails and the digest of a user are due, after their settings or their zone changed. */
export async function rescheduleMail(tx: Transaction, ownerId: string, now: Date): Promise<void> {
  const times = await timesOf(tx, ownerId);
  if (!times) return;
  await tx.sql.raw(
    `update notifications set mail_at = ? where id in (
       select id from notifications where owner_id = ? and mail_at is not null
       order by group_key nulls last, id for update
     )`,
    [mailTime(times, now), ownerId],
  );
  const next = times.digest === 'daily' && nextSlot(now, times.digest_last_on, digestPlan(times));
  await UserSetting.query(tx.sql)
    .findById(ownerId)
    .patch({ digest_at: next ? next.at : null });
}

/** The settings that say when, with the zone of the account; nothing for who never chose any. */
export async function timesOf(
  tx: Transaction,
  ownerId: string,
): Promise<(UserSetting & { timezone: string }) | undefined> {
  return await tx
    .sql('user_settings')
    .join('users', 'users.id', 'user_settings.owner_id')
    .where({ owner_id: ownerId })
    .first<(UserSetting & { timezone: string }) | undefined>('user_settings.*', 'users.timezone');
}
