// What mails prove an address by. All of it is derived from the secret key and the row, when it is sent and when it comes
// back: nothing of it is stored, queued or logged.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { isId } from '../../foundation/ids';
import { deriveKey } from '../../foundation/keys';

/** A code's row and the address that it was sent to: for another address it is another code. */
export interface CodeSubject {
  id: string;
  email: string;
}

/** An account as it was when it was asked to reset: with another password the token is void, so it works once. */
export interface ResetSubject {
  id: string;
  password_hash: string;
}

/** What a reset token says of itself; it is proven against the account only. */
export interface ResetTicket {
  user_id: string;
  expires: Date;
}

export interface AccountSecrets {
  /** The six digits of a code. */
  codeOf(subject: CodeSubject): string;
  codeFits(subject: CodeSubject, code: string): boolean;
  /** The token of the link beside the code. */
  linkTokenOf(subject: CodeSubject): string;
  /** Which row a link names; whether it is a true one, `linkFits` says. */
  linkSubject(token: string): string | null;
  linkFits(subject: CodeSubject, token: string): boolean;
  resetTokenOf(subject: ResetSubject, expires: Date): string;
  readReset(token: string): ResetTicket | null;
  resetFits(subject: ResetSubject, token: string): boolean;
}

/** Secrets under keys of their own. */
export function createAccountSecrets(secretKey: string): AccountSecrets {
  const mac = (purpose: string, ...parts: string[]): Buffer =>
    createHmac('sha256', deriveKey(secretKey, purpose)).update(JSON.stringify(parts)).digest();
  const codeOf = ({ id, email }: CodeSubject): string => {
    const number = mac('one-time-code', id, email.toLowerCase()).readUIntBE(0, 6) % 1_000_000;
    return String(number).padStart(6, '0');
  };
  const linkTokenOf = ({ id, email }: CodeSubject): string =>
    `${id}.${mac('verification-link', id, email.toLowerCase()).toString('base64url')}`;
  const resetTokenOf = ({ id, password_hash }: ResetSubject, expires: Date): string => {
    const seconds = String(Math.floor(expires.getTime() / 1000));
    const signature = mac('password-reset', id, password_hash, seconds);
    return `${id}.${seconds}.${signature.toString('base64url')}`;
  };
  const readReset = (token: string): ResetTicket | null => {
    const [user_id = '', seconds = '', ...rest] = token.split('.');
    if (!isId(user_id) || !/^[1-9]\d{0,11}$/.test(seconds) || rest.length !== 1) return null;
    return { user_id, expires: new Date(Number(seconds) * 1000) };
  };
  return {
    codeOf,
    codeFits: (subject, code) => same(codeOf(subject), code),
    linkTokenOf,
    linkSubject: (token) => {
      const [id = ''] = token.split('.');
      return isId(id) ? id : null;
    },
    linkFits: (subject, token) => same(linkTokenOf(subject), token),
    resetTokenOf,
    readReset,
    resetFits: (subject, token) => {
      const ticket = readReset(token);
      return ticket !== null && same(resetTokenOf(subject, ticket.expires), token);
    },
  };
}

/** Whether two texts are equal, in a time that does not tell how far they are. */
function same(expected: string, given: string): boolean {
  const left = Buffer.from(expected);
  const right = Buffer.from(given);
  return left.length === right.length && timingSafeEqual(left, right);
}
