import type { MailKind } from '../../models/messaging/mail-kind';
import type { MailLoader } from './mail-loader';

/** The loader of every kind that something sends; a kind without one has a template only. */
export const mailLoaders: { readonly [Kind in MailKind]?: MailLoader<Kind> } = {};
