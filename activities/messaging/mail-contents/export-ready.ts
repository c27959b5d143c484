import { findKeptExport } from '../../../models/identity/work-export';
import { greetingName, type MailLoader } from '../mail-loader';

/** Until when the copy of an account can be fetched; nothing once that has passed. */
export const loadExportReady: MailLoader<'export-ready'> = async (dependencies, mail, user) => {
  const { database, appUrl, now } = dependencies;
  const kept = await findKeptExport(database, mail.subject_id);
  if (!kept?.expires_at || kept.expires_at <= now) return null;
  const until = { at: kept.expires_at, timezone: user.timezone };
  return { name: greetingName(user), url: `${appUrl}/export`, until };
};
