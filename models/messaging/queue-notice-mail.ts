import type { Transaction } from '../../foundation/transaction';
import { tookLong } from '../operations/batch-mail';
import type { EventType } from './event';
import { eventNotices } from './event-notices';
import type { Notification } from './notification';
import { queueMail } from './queue-mail';

/**
 * Has the mail of a notice sent: that of its event where it has one, else one with the notice's own words. None tells of a
 * batch that was over in a moment.
 */
export async function queueNoticeMail(tx: Transaction, notice: Notification): Promise<void> {
  const { id, owner_id, notification_type, metadata } = notice;
  const rule = eventNotices[metadata['event_type'] as EventType] ?? null;
  // What a person sent may call itself anything; its kind is none of an event.
  const isOfEvent = rule?.notification_type === notification_type;
  const kind = (isOfEvent && rule?.mail) || 'notice';
  if (kind === 'batch-finished' && !(await tookLong(tx.sql, String(metadata['subject_id']))))
    return;
  await queueMail(tx, { owner_id, kind, subject_id: id, data: factsOf(metadata) });
}

/** What the mail of an event may need of it: its plain facts, its subject as `batch_id` and the like, how it ended. */
function factsOf(metadata: Record<string, unknown>): Record<string, string | number> {
  const { event_type, subject_type, subject_id, ...data } = metadata;
  if (typeof event_type !== 'string') return {};
  const facts = Object.entries(data).filter(
    (entry): entry is [string, string | number] =>
      typeof entry[1] === 'string' || typeof entry[1] === 'number',
  );
  const [, outcome = ''] = event_type.split('.');
  return {
    ...Object.fromEntries(facts),
    [`${String(subject_type)}_id`]: String(subject_id),
    outcome,
  };
}
