import { fail } from '../../foundation/errors';
import type { Transaction } from '../../foundation/transaction';
import { appendEvent } from '../../models/messaging/append-event';
import type { Notification } from '../../models/messaging/notification';
import { writeNotices } from '../../models/messaging/write-notices';
import type { Context } from '../operation';

const mostMetadataBytes = 8 * 1024;

/** Writes the notice of a request; throws `not_found` where nobody could read it. */
export async function sendNotice(
  tx: Transaction,
  { body, services }: Pick<Context<'createNotification'>, 'body' | 'services'>,
  owner_id: string,
): Promise<Notification> {
  const { title, message, metadata = {}, link = null, notification_type = 'message' } = body;
  if (Buffer.byteLength(JSON.stringify(metadata)) > mostMetadataBytes) {
    const detail = 'must take at most 8 KiB as JSON';
    const finding = { pointer: '/metadata', code: 'maxBytes', detail };
    throw fail('validation_failed', undefined, [finding]);
  }
  const texts = { fr: { title, message }, en: { title, message } };
  const notice = { owner_id, notification_type, texts, metadata, link, always: true as const };
  const { rows, events } = await writeNotices(tx, [notice], services.clock.now());
  for (const event of events) appendEvent(tx, event);
  if (!rows[0]) throw fail('not_found', 'There is no such user.');
  return rows[0];
}
