import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const prefixBytes = 8;
const secretBytes = 32;
const pattern = /^(relais_[0-9a-f]{16})_([A-Za-z0-9_-]{43})$/;

/** A key's two parts: the prefix finds its row and may be shown, the secret proves it. */
export interface ApiKeyToken {
  prefix: string;
  secret: string;
}

/** A new key: 256 random bits behind a prefix, so that leaked ones are recognised by those who look for them. */
export function newApiKeyToken(): ApiKeyToken {
  return {
    prefix: `relais_${randomBytes(prefixBytes).toString('hex')}`,
    secret: randomBytes(secretBytes).toString('base64url'),
  };
}

/** Whether a bearer token is meant to be an API key: nothing else begins so. */
export function looksLikeApiKey(token: string): boolean {
  return token.startsWith('relais_');
}

/** The parts of a key, or null when it is none. */
export function readApiKeyToken(token: string): ApiKeyToken | null {
  const [, prefix, secret] = pattern.exec(token) ?? [];
  return prefix !== undefined && secret !== undefined ? { prefix, secret } : null;
}

/** The key as it is sent. */
export function writeApiKeyToken({ prefix, secret }: ApiKeyToken): string {
  return `${prefix}_${secret}`;
}

/** What is kept of a secret. It is random in full, so there is nothing that a slow hash would protect. */
export function hashApiKeySecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** Whether a secret is the one of a hash, in a time that does not tell how far it is. */
export function apiKeySecretFits(secret: string, hash: string): boolean {
  const [given, expected] = [Buffer.from(hashApiKeySecret(secret)), Buffer.from(hash)];
  return given.length === expected.length && timingSafeEqual(given, expected);
}
