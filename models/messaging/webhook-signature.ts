// Signatures as Standard Webhooks 1.0.0 specifies them: "Signature scheme" and "Webhook headers".
// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
import { createHmac, randomBytes } from 'node:crypto';

const prefix = 'whsec_';

/** A new signing secret of 32 random bytes; the specification asks for 24 to 64. */
export function newWebhookSecret(): string {
  return `${prefix}${randomBytes(32).toString('base64')}`;
}

export interface SignedMessage {
  id: string;
  sent_at: Date;
  body: string;
}

/** The headers of a message: its id, the instant of this attempt, and a signature by each secret. */
export function webhookHeaders(message: SignedMessage, secrets: string[]): Record<string, string> {
  const timestamp = Math.floor(message.sent_at.getTime() / 1000);
  const content = `${message.id}.${timestamp}.${message.body}`;
  return {
    'webhook-id': message.id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': secrets.map((secret) => `v1,${sign(secret, content)}`).join(' '),
  };
}

function sign(secret: string, content: string): string {
  const key = Buffer.from(secret.slice(prefix.length), 'base64');
  return createHmac('sha256', key).update(content).digest('base64');
}
