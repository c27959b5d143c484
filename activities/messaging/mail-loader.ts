import type { Knex } from 'knex';
import type { Mail } from '../../models/messaging/mail';
import type { MailData } from '../../models/messaging/mail-data';
import type { MailKind } from '../../models/messaging/mail-kind';
import type { User } from '../../models/identity/user';

/** What loaders may use. */
export interface MailLoaderDependencies {
  database: Knex;
  /** Codes and links that a mail carries are derived from it when the mail is sent, and kept nowhere. */
  secretKey: string;
  /** Where the API is, without a slash at its end. */
  publicUrl: string;
  /** Where people see their things; links of mails begin with it, except those that the API answers itself. */
  appUrl: string;
  now: Date;
}

/**
 * Reads what the template of a kind shows, at the moment of sending. Null means that there is nothing to say any more:
 * the code has expired, the subject is gone. `user` is who gets the mail.
 */
export type MailLoader<Kind extends MailKind> = (
  dependencies: MailLoaderDependencies,
  mail: Mail,
  user: User,
) => Promise<MailData[Kind] | null>;

/** How a mail greets somebody. */
export function greetingName(user: Pick<User, 'first_name' | 'username'>): string {
  return user.first_name || user.username;
}
