// From a row of the ledger to a letter: who gets it, what there is to say, in which words.
import { renderMail } from '../clients/mail-renderer';
import type { Outgoing } from '../clients/smtp-sender';
import { nameOfUser, User } from '../../models/identity/user';
import type { Mail } from '../../models/messaging/mail';
import type { MailData } from '../../models/messaging/mail-data';
import type { MailKind } from '../../models/messaging/mail-kind';
import { takeQuota } from '../../models/operations/rate-limit';
import type { MailLoader, MailLoaderDependencies } from './mail-loader';
import { mailLoaders } from './mail-loaders';

/** Why there is nothing to send. */
export type Unwanted = 'recipient_gone' | 'address_unverified' | 'nothing_to_say' | 'no_loader';

/**
 * What concerns the account itself goes to the address that was given for it. News goes to addresses that were proved
 * only: otherwise anybody could have them sent to somebody else.
 */
const toAnyAddress: readonly MailKind[] = [
  'welcome',
  'otp',
  'password-reset',
  'security-alert',
  'deletion-receipt',
];

// Who registers with the address of somebody else brings alerts about as often as they like.
const alertsPerAddress = { name: 'unproven-address-alerts', quota: 10, window: 86_400 };

/** The letter, or why there is none. */
export async function composeMail(
  dependencies: MailLoaderDependencies,
  mail: Mail,
): Promise<Outgoing | Unwanted> {
  const user = await User.query(dependencies.database).findById(mail.owner_id);
  if (!user || (user.deleted_at && mail.kind !== 'deletion-receipt')) return 'recipient_gone';
  if (!(await mayReach(dependencies, mail, user))) return 'address_unverified';
  return await composeKind(dependencies, mail, user, mail.kind);
}

/** Whether the address of a user may get a mail. One that is tried again was counted the first time. */
async function mayReach(
  { database, now }: MailLoaderDependencies,
  { kind, attempts }: Mail,
  { email, email_verified_at }: User,
): Promise<boolean> {
  if (email_verified_at) return true;
  if (kind !== 'security-alert' || attempts > 1) return toAnyAddress.includes(kind);
  return (await takeQuota(database, alertsPerAddress, email.toLowerCase(), now)).allowed;
}

async function composeKind<Kind extends MailKind>(
  dependencies: MailLoaderDependencies,
  mail: Mail,
  user: User,
  kind: Kind,
): Promise<Outgoing | Unwanted> {
  const load: MailLoader<Kind> | undefined = mailLoaders[kind];
  if (!load) return 'no_loader';
  const data: MailData[Kind] | null = await load(dependencies, mail, user);
  if (data === null) return 'nothing_to_say';
  const { language } = mail;
  return {
    message_id: mail.message_id ?? '',
    to: { name: nameOfUser(user), address: user.email },
    ...renderMail({ kind, language, data, home: dependencies.appUrl }),
    language,
    date: dependencies.now,
  };
}
