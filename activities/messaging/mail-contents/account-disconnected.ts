import { findAccount } from '../../../models/studio/social-account.queries';
import { greetingName, type MailLoader } from '../mail-loader';

/** What the mail about an account that lost its access shows; nothing once it is connected again, or gone. */
export const loadAccountDisconnected: MailLoader<'account-disconnected'> = async (
  { database, appUrl },
  { subject_id, data },
  user,
) => {
  const account = await findAccount(database, subject_id);
  if (account?.state !== 'disconnected') return null;
  return {
    name: greetingName(user),
    platform: String(data['title'] ?? account.platform),
    account: account.username,
    url: `${appUrl}/accounts/${account.id}`,
  };
};
