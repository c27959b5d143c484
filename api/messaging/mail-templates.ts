import type { Language } from '../../foundation/language';
import { authorize } from '../../models/identity/can';
import { mailKinds } from '../../models/messaging/mail-kind';
import { operation, reply } from '../operation';
import { kindNamed, sampleOf } from './sample-mail';

export const listMailTemplates = operation('listMailTemplates', async ({ user, services }) => {
  authorize(user, 'mails.manage');
  const subject = (kind: (typeof mailKinds)[number], language: Language): string =>
    sampleOf(services, kind, language).subject;
  const results = mailKinds.map((kind) => ({
    kind,
    subjects: { fr: subject(kind, 'fr'), en: subject(kind, 'en') },
  }));
  return await Promise.resolve(reply(200, { results }));
});

export const previewMailTemplate = operation('previewMailTemplate', async (context) => {
  const { user, services, params, query } = context;
  authorize(user, 'mails.manage');
  const language = query.language ?? user.language;
  const mail = sampleOf(services, kindNamed(params.kind), language);
  const type = query.format === 'html' ? 'text/html' : 'text/plain';
  const headers = { 'content-type': `${type}; charset=utf-8`, 'content-language': language };
  return await Promise.resolve(reply(200, mail[query.format], headers));
});
