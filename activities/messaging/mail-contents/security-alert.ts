import { findNotice } from '../../../models/identity/security-notice';
import { greetingName, type MailLoader } from '../mail-loader';

/** What happened to the account, where and when, as its audit row says. */
export const loadSecurityAlert: MailLoader<'security-alert'> = async (dependencies, mail, user) => {
  const { database, appUrl } = dependencies;
  const notice = await findNotice(database, mail.subject_id);
  if (!notice) return null;
  const { event, device, ip, created_at } = notice;
  const when = { at: created_at, timezone: user.timezone };
  return { name: greetingName(user), event, when, device, ip, url: `${appUrl}/security` };
};
