import { greetingName, type MailLoader } from '../mail-loader';

/** The first mail of an account. */
export const loadWelcome: MailLoader<'welcome'> = (dependencies, _mail, user) =>
  Promise.resolve({
    name: greetingName(user),
    username: user.username,
    url: dependencies.appUrl,
  });
