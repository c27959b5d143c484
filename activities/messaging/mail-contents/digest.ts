import { digestNotices } from '../../../models/messaging/notification.queries';
import { onOneLine } from '../../clients/mail-text';
import { greetingName, type MailLoader } from '../mail-loader';

const listedAtMost = 20;

/** What a day's digest gathered and is still unread; nothing when all of it was read meanwhile. */
export const loadDigest: MailLoader<'digest'> = async ({ database, appUrl }, mail, user) => {
  const day = { owner_id: user.id, digest_on: mail.due_on };
  const { rows, total } = await digestNotices(database, day, listedAtMost);
  if (total === 0) return null;
  const notices = rows.map(({ title, message }) => ({
    title: onOneLine(title),
    message: onOneLine(message),
  }));
  return { name: greetingName(user), total, notices, url: `${appUrl}/notifications` };
};
