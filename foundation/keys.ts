import { hkdfSync } from 'node:crypto';

const derived = new Map<string, Buffer>();

/** A 32-byte key for one purpose, derived from the secret by HKDF-SHA-256 (RFC 5869), once per process. */
export function deriveKey(secretKey: string, purpose: string): Buffer {
  const name = `${purpose}:${secretKey}`;
  const known = derived.get(name);
  if (known) return known;
  const key = Buffer.from(hkdfSync('sha256', secretKey, 'relais', purpose, 32));
  derived.set(name, key);
  return key;
}
