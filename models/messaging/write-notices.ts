// Notices are written by the transaction of the event that they tell of, right before its events are numbered: so none
// is lost, whatever dies when, and none is doubled, because nothing has to read the log and remember how far it came.
import { newId } from '../../foundation/ids';
import type { Language } from '../../foundation/language';
import type { Transaction } from '../../foundation/transaction';
import type { NewEvent } from './append-event';
import { eventNotices } from './event-notices';
import { mailTime, type QuietTimes } from './mail-schedule';
import { type ChannelChoices, channelsOf, type NoticeChannels } from './notice-channels';
import type { Notification, NotificationType } from './notification';
import { queueNoticeMail } from './queue-notice-mail';

/** A notice to be written, in both languages. */
export interface NewNotice {
  owner_id: string;
  notification_type: NotificationType;
  texts: Record<Language, { title: string; message: string }>;
  metadata: Record<string, unknown>;
  link: string | null;
  /** What would say the same again is counted in the unread notice with this key. */
  group_key?: string;
  /** It is listed whatever its owner chose: somebody is waiting for the row. */
  always?: true;
}

interface Recipient extends QuietTimes {
  id: string;
  language: Language;
  channels: ChannelChoices | null;
}

/** Writes the notices that events deserve, and returns the events that tell of them. */
export async function writeEventNotices(
  tx: Transaction,
  events: NewEvent[],
  now: Date,
): Promise<NewEvent[]> {
  const notices = events.flatMap((event) => noticeOf(event) ?? []);
  if (notices.length === 0) return [];
  return (await writeNotices(tx, notices, now)).events;
}

function noticeOf({ owner_id, type, subject, data = {} }: NewEvent): NewNotice | undefined {
  const rule = eventNotices[type];
  if (!rule || (rule.actor && data[rule.actor] === owner_id)) return undefined;
  const fill = (text: string, language: Language): string =>
    text.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const fact = String(name === 'id' ? subject.id : (data[name] ?? ''));
      return rule.words?.of === name ? rule.words.say(fact, language) : fact;
    });
  const texts = {
    fr: { title: rule.fr.title, message: fill(rule.fr.message, 'fr') },
    en: { title: rule.en.title, message: fill(rule.en.message, 'en') },
  };
  const { notification_type, grouped } = rule;
  const metadata = {
    ...data,
    event_type: type,
    subject_type: subject.type,
    subject_id: subject.id,
  };
  return {
    ...{ owner_id, notification_type, texts, metadata, link: fill(rule.link, 'en') },
    ...(grouped && { group_key: notification_type }),
  };
}

/** Writes notices and has their mails sent where and when their owners want them. */
export async function writeNotices(
  tx: Transaction,
  notices: NewNotice[],
  now: Date,
): Promise<{ rows: Notification[]; events: NewEvent[] }> {
  const recipients = await recipientsOf(tx, notices);
  const planned = notices.flatMap((notice) => {
    const recipient = recipients.get(notice.owner_id);
    return recipient ? (plan(notice, recipient, now) ?? []) : [];
  });
  const written = await insertNotices(tx, merged(planned));
  for (const { row, mail } of written) {
    if (mail === 'now') await queueNoticeMail(tx, row);
  }
  return {
    rows: written.map(({ row }) => row),
    events: written.filter(({ row }) => row.in_app).map(eventOf),
  };
}

async function recipientsOf(
  tx: Transaction,
  notices: NewNotice[],
): Promise<Map<string, Recipient>> {
  const ids = [...new Set(notices.map(({ owner_id }) => owner_id))];
  const found = await tx
    .sql('users')
    .leftJoin('user_settings', 'user_settings.owner_id', 'users.id')
    .whereIn('users.id', ids)
    .where({ is_active: true, deleted_at: null })
    .select<Recipient[]>([
      'users.id',
      'language',
      'timezone',
      'channels',
      'quiet_from',
      'quiet_to',
    ]);
  return new Map(found.map((recipient) => [recipient.id, recipient]));
}

interface Planned {
  row: Partial<Notification> & { id: string; owner_id: string };
  channels: NoticeChannels;
  mail: 'now' | 'later' | 'never';
}

function plan(notice: NewNotice, recipient: Recipient, now: Date): Planned | undefined {
  const { owner_id, notification_type, texts, metadata, link, group_key, always } = notice;
  const channels = channelsOf(recipient.channels ?? {}, notification_type);
  const in_app = always ?? channels.in_app;
  if (!in_app && !channels.mail) return undefined;
  const due = mailTime(recipient, now);
  const mail = !channels.mail ? 'never' : due > now ? 'later' : 'now';
  const row = {
    ...{ id: newId(), owner_id, notification_type, ...texts[recipient.language] },
    ...{ metadata, link, in_app, group_key: (in_app && group_key) || null, occurrences: 1 },
    ...{ mail_at: mail === 'later' ? due : null, mailed_at: mail === 'now' ? now : null },
    ...{ created_at: now, updated_at: now },
  };
  return { row, channels, mail };
}

/** One row per owner and group, in the order in which every transaction locks them. */
function merged(planned: Planned[]): Planned[] {
  const byGroup = new Map<string, Planned>();
  for (const one of planned) {
    const { owner_id, group_key, id, occurrences = 1 } = one.row;
    const key = `${owner_id} ${group_key ?? id}`;
    const known = byGroup.get(key);
    if (known) known.row.occurrences = (known.row.occurrences ?? 1) + occurrences;
    else byGroup.set(key, one);
  }
  return [...byGroup].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

type Written = Omit<Planned, 'row'> & { row: Notification };

async function insertNotices(tx: Transaction, planned: Planned[]): Promise<Written[]> {
  if (planned.length === 0) return [];
  const rows = await tx
    .sql('notifications')
    .insert(planned.map(({ row }) => ({ ...row, metadata: JSON.stringify(row.metadata) })))
    .onConflict(tx.sql.raw('(owner_id, group_key) where group_key is not null'))
    .merge({
      occurrences: tx.sql.raw('notifications.occurrences + excluded.occurrences'),
      ...Object.fromEntries(
        ['title', 'message', 'metadata', 'link', 'updated_at'].map((column) => [
          column,
          tx.sql.raw(`excluded.${column}`),
        ]),
      ),
      version: tx.sql.raw('notifications.version + 1'),
    })
    .returning<Notification[]>('*');
  return planned.flatMap((one) => {
    const inserted = rows.find(({ id }) => id === one.row.id);
    if (inserted) return [{ ...one, row: inserted }];
    // It was counted in the notice that was there.
    const { owner_id, group_key } = one.row;
    const row = rows.find((row) => row.owner_id === owner_id && row.group_key === group_key);
    return row ? [{ ...one, row, mail: 'never' as const }] : [];
  });
}

function eventOf({ row, channels }: Written): NewEvent {
  const { id, owner_id, notification_type, occurrences, version } = row;
  return {
    owner_id,
    type: version === 1 ? 'notification.created' : 'notification.updated',
    subject: { type: 'notification', id },
    data: { notification_type, occurrences },
    muted: (['socket', 'webhook'] as const).filter((way) => !channels[way]),
  };
}
