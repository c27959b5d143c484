import type { MailKind } from '../../models/messaging/mail-kind';
import { loadAccountDisconnected } from './mail-contents/account-disconnected';
import { loadBatchFinished } from './mail-contents/batch-finished';
import { loadDeletionReceipt } from './mail-contents/deletion-receipt';
import { loadDigest } from './mail-contents/digest';
import { loadExportReady } from './mail-contents/export-ready';
import { loadNotice } from './mail-contents/notice';
import { loadOtp } from './mail-contents/otp';
import { loadPasswordReset } from './mail-contents/password-reset';
import { loadPostFailed } from './mail-contents/post-failed';
import { loadReviewRequest } from './mail-contents/review-request';
import { loadSecurityAlert } from './mail-contents/security-alert';
import { loadWebhookDisabled } from './mail-contents/webhook-disabled';
import { loadWelcome } from './mail-contents/welcome';
import type { MailLoader } from './mail-loader';

/** The loader of every kind that something sends; a kind without one has a template only. */
export const mailLoaders: { readonly [Kind in MailKind]?: MailLoader<Kind> } = {
  welcome: loadWelcome,
  otp: loadOtp,
  'password-reset': loadPasswordReset,
  'security-alert': loadSecurityAlert,
  'batch-finished': loadBatchFinished,
  'review-request': loadReviewRequest,
  'post-failed': loadPostFailed,
  'webhook-disabled': loadWebhookDisabled,
  'account-disconnected': loadAccountDisconnected,
  'export-ready': loadExportReady,
  'deletion-receipt': loadDeletionReceipt,
  notice: loadNotice,
  digest: loadDigest,
};
