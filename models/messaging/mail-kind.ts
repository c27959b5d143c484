/** Every kind of mail; each has a template in both languages. */
export const mailKinds = [
  'welcome',
  'otp',
  'password-reset',
  'subscription-confirmation',
  'subscription-renewal',
  'subscription-expired',
  'maintenance-reminder',
  'batch-finished',
  'review-request',
  'post-failed',
  'security-alert',
  'deletion-receipt',
  'export-ready',
  'webhook-disabled',
  'account-disconnected',
  'share-invitation',
  'payment-failed',
  'trial-ending',
  'notice',
  'digest',
] as const;

export type MailKind = (typeof mailKinds)[number];

export type MailLanguage = 'fr' | 'en';
