import { createSeal, type Seal } from '../../foundation/seal';
import type { WebhookEndpoint } from './webhook-endpoint';

/** How long the secret before signs as well, so that a receiver can change over without missing anything. */
export const overlapMs = 24 * 3_600_000;

/** Seals of signing secrets. */
export function createWebhookSeal(keys: { secretKey: string; formerSecretKeys: string[] }): Seal {
  return createSeal([keys.secretKey, ...keys.formerSecretKeys], 'webhook-secret');
}

/** The secrets that sign at an instant, the newest first. */
export function signingSecrets(seal: Seal, endpoint: WebhookEndpoint, at: Date): string[] {
  const { id, secret, previous_secret, previous_secret_until } = endpoint;
  const newest = seal.open(secret, id);
  const overlaps = previous_secret !== null && previous_secret_until && previous_secret_until > at;
  return overlaps ? [newest, seal.open(previous_secret, id)] : [newest];
}
