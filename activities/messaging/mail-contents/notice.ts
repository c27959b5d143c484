import { Notification } from '../../../models/messaging/notification';
import { greetingName, type MailLoader } from '../mail-loader';

/** A notice in its own words; nothing when it was read or deleted before its mail went out. */
export const loadNotice: MailLoader<'notice'> = async ({ database, appUrl }, mail, user) => {
  const notice = await Notification.query(database).findOne({
    ...{ id: mail.subject_id, owner_id: user.id, is_read: false },
  });
  if (!notice) return null;
  const { title, message } = notice;
  return { name: greetingName(user), title, message, url: `${appUrl}/notifications` };
};
