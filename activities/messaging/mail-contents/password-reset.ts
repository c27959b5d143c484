import { createAccountSecrets } from '../../../models/identity/account-secrets';
import { resetMinutes } from '../../../models/identity/request-reset';
import { greetingName, type MailLoader } from '../mail-loader';

/** The link for a new password; nothing when its time has passed on the way. */
export const loadPasswordReset: MailLoader<'password-reset'> = (dependencies, mail, user) => {
  const { secretKey, appUrl, now } = dependencies;
  const expires = new Date(Number(mail.data['expires'] ?? 0) * 1000);
  if (expires <= now) return Promise.resolve(null);
  const token = createAccountSecrets(secretKey).resets.issue(user, expires);
  const url = `${appUrl}/reset-password?token=${token}`;
  return Promise.resolve({ name: greetingName(user), url, minutes: resetMinutes });
};
