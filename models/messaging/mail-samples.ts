// What previews and tests show: one invented person, one of everything.
import type { MailData } from './mail-data';

const site = 'https://relais.example';
const timed = (iso: string) => ({ at: new Date(iso), timezone: 'Europe/Paris' });
const name = 'Camille';
const plan = 'Verger Pro';
const price = { amount: 2900, currency: 'EUR' };

/** Data for every kind. */
export const mailSamples: MailData = {
  welcome: { name, username: 'camille', url: site },
  otp: { name, code: '493817', minutes: 10, url: `${site}/verify-email?token=sample` },
  'password-reset': { name, url: `${site}/reset-password?token=sample`, minutes: 30 },
  'subscription-confirmation': {
    ...{ name, plan, ...price },
    ...{ renews: timed('2026-10-14T08:00:00Z'), url: `${site}/subscription` },
  },
  'subscription-renewal': {
    ...{ name, plan, ...price },
    ...{ renews: timed('2026-10-14T08:00:00Z'), url: `${site}/subscription` },
  },
  'subscription-expired': {
    ...{ name, plan, ended: timed('2026-09-30T22:00:00Z'), url: `${site}/plans` },
  },
  'maintenance-reminder': {
    ...{ name, service: 'Vidange', vehicle: 'Peugeot 208 (AB-123-CD)' },
    ...{ due: timed('2026-09-21T08:00:00Z'), due_mileage: 45_000 },
    url: `${site}/maintenances/0199f3a2-7c1e-7d43-9b58-2f6a4c1d0e77`,
  },
  'batch-finished': {
    ...{ name, batch: 'Orchard 7', outcome: 'finished' },
    ...{ total: 10_000, succeeded: 9_871, failed: 129, cancelled: 0 },
    url: `${site}/batches/0199f3a2-7c1e-7d43-9b58-2f6a4c1d0e77`,
  },
  'review-request': {
    ...{ name, subject: 'tree-14-0031.jpg', due: timed('2026-09-18T16:00:00Z') },
    url: `${site}/reviews/0199f3a2-7c1e-7d43-9b58-2f6a4c1d0e77`,
  },
  'post-failed': {
    ...{ name, post: 'La récolte commence', platform: 'Instagram' },
    ...{ reason: 'The picture is wider than the platform allows.' },
    url: `${site}/posts/0199f3a2-7c1e-7d43-9b58-2f6a4c1d0e77`,
  },
  'security-alert': {
    ...{ name, event: 'new_device', when: timed('2026-09-14T07:31:00Z') },
    ...{ device: 'Firefox on Linux', ip: '203.0.113.7', url: `${site}/security` },
  },
  'deletion-receipt': {
    ...{ name, requested: timed('2026-08-14T07:31:00Z'), erased: timed('2026-09-13T07:31:00Z') },
    receipt: '0199f3a2-7c1e-7d43-9b58-2f6a4c1d0e77',
  },
  'export-ready': { name, url: `${site}/export`, until: timed('2026-09-21T07:31:00Z') },
  'webhook-disabled': {
    ...{ name, endpoint: 'https://hooks.orchard.example/relais', failures: 20 },
    url: `${site}/webhooks/0199f3a2-7c1e-7d43-9b58-2f6a4c1d0e77`,
  },
  'account-disconnected': {
    ...{ name, platform: 'Instagram', account: '@verger.camille', url: `${site}/accounts` },
  },
  'share-invitation': {
    ...{ name, inviter: 'Anna Keller', subject: 'Peugeot 208 (AB-123-CD)' },
    ...{ until: timed('2026-09-21T07:31:00Z'), url: `${site}/invitations/sample` },
  },
  'payment-failed': {
    ...{ name, plan, ...price },
    ...{ next_try: timed('2026-09-17T08:00:00Z'), url: `${site}/subscription` },
  },
  'trial-ending': {
    ...{ name, plan, ...price, ends: timed('2026-09-17T08:00:00Z'), url: `${site}/subscription` },
  },
  notice: {
    ...{ name, title: 'Maintenance tonight', url: `${site}/notifications` },
    message: 'The service pauses from 22:00 to 22:15 UTC.',
  },
  digest: {
    ...{ name, total: 12, url: `${site}/notifications` },
    notices: [
      { title: 'Decision made', message: 'What waited for a decision has one.' },
      { title: 'Model activated', message: 'Version plum-lite0-4 is in use.' },
    ],
  },
};
