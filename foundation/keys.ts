import { hkdfSync } from 'node:crypto';

/** A 32-byte key for one purpose, derived from the secret by HKDF-SHA-256 (RFC 5869). */
export function deriveKey(secretKey: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secretKey, 'relais', purpose, 32));
}
