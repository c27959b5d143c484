// Secrets that have to be stored and read back - what signs webhooks, tokens of connected accounts - lie in rows only
// sealed: AES-256-GCM (NIST SP 800-38D) under a key for one purpose, derived from the secret key. Seals name their
// key, so that the secret key can be changed while what an earlier one sealed is still read.
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { deriveKey } from './keys';

const format = 'v1';
const ivBytes = 12;
const tagBytes = 16;

/** Thrown when a seal is not one of ours, was made for another row, or names a key that nobody has any more. */
export class SealError extends Error {}

export interface Seal {
  /** Seals a text for a row; opened for another row, it is refused. */
  close(text: string, rowId: string): string;
  open(sealed: string, rowId: string): string;
}

/** Seals of one purpose. The first secret key closes; all of them open. */
export function createSeal(secretKeys: [string, ...string[]], purpose: string): Seal {
  const keys = secretKeys.map((secretKey) => keyOf(secretKey, purpose));
  const [newest] = keys as [Key, ...Key[]];
  return {
    close: (text, rowId) => {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', newest.bytes, iv).setAAD(Buffer.from(rowId));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      const content = Buffer.concat([iv, sealed, cipher.getAuthTag()]).toString('base64url');
      return `${format}.${newest.id}.${content}`;
    },
    open: (sealed, rowId) => {
      const [given, id, content = ''] = sealed.split('.');
      const key = keys.find((known) => known.id === id);
      if (given !== format || !key) throw new SealError('sealed under a key that is not known');
      return opened(key, Buffer.from(content, 'base64url'), rowId);
    },
  };
}

interface Key {
  id: string;
  bytes: Buffer;
}

/** The id says which key it is and nothing about it. */
function keyOf(secretKey: string, purpose: string): Key {
  const bytes = deriveKey(secretKey, `seal:${purpose}`);
  const id = createHash('sha256').update('key id').update(bytes).digest('hex').slice(0, 8);
  return { id, bytes };
}

function opened(key: Key, content: Buffer, rowId: string): string {
  if (content.length < ivBytes + tagBytes) throw new SealError('no seal');
  const decipher = createDecipheriv('aes-256-gcm', key.bytes, content.subarray(0, ivBytes), {
    authTagLength: tagBytes,
  });
  decipher.setAAD(Buffer.from(rowId)).setAuthTag(content.subarray(-tagBytes));
  try {
    const text = decipher.update(content.subarray(ivBytes, -tagBytes));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch {
    throw new SealError('changed, or made for another row');
  }
}
