import { type RenderedMail, renderMail } from '../../activities/clients/mail-renderer';
import { fail } from '../../foundation/errors';
import { type MailKind, mailKinds, type MailLanguage } from '../../models/messaging/mail-kind';
import { mailSamples } from '../../models/messaging/mail-samples';
import type { Services } from '../services';

/** The kind of this name; throws `not_found` where there is none. */
export function kindNamed(name: string): MailKind {
  const kind = mailKinds.find((known) => known === name);
  if (!kind) throw fail('not_found', `There is no mail called ${name}.`);
  return kind;
}

/** A mail with invented data. */
export function sampleOf(
  { config }: Pick<Services, 'config'>,
  kind: MailKind,
  language: MailLanguage,
): RenderedMail {
  return renderMail({ kind, language, data: mailSamples[kind], home: config.appUrl });
}
