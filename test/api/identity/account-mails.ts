// What people find in their mail: each mail of an account as its loader fills it at this moment.
import type { MailLoader } from '../../../activities/messaging/mail-loader';
import { mailLoaders } from '../../../activities/messaging/mail-loaders';
import { Mail } from '../../../models/messaging/mail';
import type { MailData } from '../../../models/messaging/mail-data';
import type { MailKind } from '../../../models/messaging/mail-kind';
import { User } from '../../../models/identity/user';
import type { TestApi } from '../../support/api';

/** The mails of a kind to an account, oldest first; null stands for one that has nothing to say any more. */
export async function mailsTo<Kind extends MailKind>(
  { services, clock }: TestApi,
  username: string,
  kind: Kind,
): Promise<(MailData[Kind] | null)[]> {
  const { database, config } = services;
  const user = await User.query(database).findOne({ username }).throwIfNotFound();
  const mails = await Mail.query(database).where({ owner_id: user.id, kind }).orderBy('id');
  const load = mailLoaders[kind] as MailLoader<Kind> | undefined;
  if (!load) throw new Error(`nothing loads ${kind}`);
  const { secretKey, api } = config;
  const dependencies = {
    ...{ database, secretKey, publicUrl: api.publicUrl, appUrl: 'https://app.example.org' },
    now: clock.now(),
  };
  return await Promise.all(mails.map((mail) => load(dependencies, mail, user)));
}

/** The newest mail of a kind to an account. */
export async function newestMail<Kind extends MailKind>(
  api: TestApi,
  username: string,
  kind: Kind,
): Promise<MailData[Kind]> {
  const mail = (await mailsTo(api, username, kind)).at(-1);
  if (!mail) throw new Error(`no ${kind} for ${username}`);
  return mail;
}

/** The token of a mail's link. */
export function tokenOf({ url }: { url: string }): string {
  return new URL(url).searchParams.get('token') ?? '';
}
