import { createHmac, timingSafeEqual } from 'node:crypto';
import { isId } from '../../foundation/ids';
import { deriveKey } from '../../foundation/keys';

/** A refresh token's content: the session and the number of the token in it. */
export interface RefreshTicket {
  family: string;
  generation: number;
}

export interface RefreshTokens {
  /** `family.n.HMAC(family, n)`: nothing about it needs to be stored but the newest number. */
  issue(ticket: RefreshTicket): string;
  /** What a token says, or null when it was not issued here. */
  read(token: string): RefreshTicket | null;
}

/** Refresh tokens under a key of their own. */
export function createRefreshTokens(secretKey: string): RefreshTokens {
  const key = deriveKey(secretKey, 'refresh-token');
  const sign = (family: string, generation: number): Buffer =>
    createHmac('sha256', key).update(`${family}.${generation}`).digest();
  return {
    issue: ({ family, generation }) =>
      `${family}.${generation}.${sign(family, generation).toString('base64url')}`,
    read: (token) => {
      const [family = '', number = '', signature = '', ...rest] = token.split('.');
      if (!isId(family) || !/^[1-9]\d{0,8}$/.test(number) || rest.length > 0) return null;
      const generation = Number(number);
      const expected = sign(family, generation);
      const given = Buffer.from(signature, 'base64url');
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
      return { family, generation };
    },
  };
}
