import { WebhookEndpoint } from '../../../models/messaging/webhook-endpoint';
import type { MailLoader } from '../mail-loader';

/** What the mail about a disabled endpoint shows; nothing when it is gone or enabled again. */
export const loadWebhookDisabled: MailLoader<'webhook-disabled'> = async (
  { database, publicUrl },
  mail,
  user,
) => {
  const endpoint = await WebhookEndpoint.query(database).findById(mail.subject_id);
  if (!endpoint || endpoint.is_enabled) return null;
  return {
    name: user.first_name || user.username,
    // A path may hold what only the owner should see; the host says which one it is.
    endpoint: endpoint.description || new URL(endpoint.url).host,
    failures: Number(mail.data['failures'] ?? 0),
    url: `${publicUrl}/api/webhooks/endpoints/${endpoint.id}`,
  };
};
