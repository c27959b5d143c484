import { createAccountSecrets } from '../../../models/identity/account-secrets';
import { codeMinutes, findCode } from '../../../models/identity/one-time-code';
import { greetingName, type MailLoader } from '../mail-loader';

/** The code of the row and the link beside it; nothing when it was used or replaced, or has expired on the way. */
export const loadOtp: MailLoader<'otp'> = async (dependencies, mail, user) => {
  const { database, secretKey, publicUrl, now } = dependencies;
  const row = await findCode(database, mail.subject_id);
  if (!row || row.owner_id !== user.id || row.expires_at <= now) return null;
  const secrets = createAccountSecrets(secretKey);
  const subject = { id: row.id, email: user.email };
  const token = secrets.linkTokenOf(subject);
  return {
    name: greetingName(user),
    code: secrets.codeOf(subject),
    minutes: codeMinutes,
    url: `${publicUrl}/api/auth/verify-email?token=${token}`,
  };
};
