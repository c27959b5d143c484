// What mails prove an address by, and what proves the first step of signing in. All of it is derived from the secret key and
// the row, when it is sent and when it comes back: nothing of it is stored, queued or logged.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { isId } from '../../foundation/ids';
import { deriveKey } from '../../foundation/keys';

/** A code's row and the address that it was sent to: for another address it is another code. */
export interface CodeSubject {
  id: string;
  email: string;
}

/** An account as it was when the token was made: with another password the token is void, so one that resets works once. */
export interface AccountSubject {
  id: string;
  password_hash: string;
}

/** What a token of an account says of itself; it is proven against the account only. */
export interface AccountTicket {
  user_id: string;
  expires: Date;
}

/** Tokens of an account for one purpose. */
export interface AccountTokens {
  issue(subject: AccountSubject, expires: Date): string;
  read(token: string): AccountTicket | null;
  fits(subject: AccountSubject, token: string): boolean;
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
  /** Who has one may set a new password. */
  resets: AccountTokens;
  /** Who has one knew the password, and owes the second factor. */
  challenges: AccountTokens;
}

type Mac = (purpose: string, ...parts: string[]) => Buffer;

/** Secrets under keys of their own. */
export function createAccountSecrets(secretKey: string): AccountSecrets {
  const mac: Mac = (purpose, ...parts) =>
    createHmac('sha256', deriveKey(secretKey, purpose)).update(JSON.stringify(parts)).digest();
  const codeOf = ({ id, email }: CodeSubject): string => {
    const number = mac('one-time-code', id, email.toLowerCase()).readUIntBE(0, 6) % 1_000_000;
    return String(number).padStart(6, '0');
  };
  const linkTokenOf = ({ id, email }: CodeSubject): string =>
    `${id}.${mac('verification-link', id, email.toLowerCase()).toString('base64url')}`;
  return {
    codeOf,
    codeFits: (subject, code) => same(codeOf(subject), code),
    linkTokenOf,
    linkSubject: (token) => {
      const [id = ''] = token.split('.');
      return isId(id) ? id : null;
    },
    linkFits: (subject, token) => same(linkTokenOf(subject), token),
    resets: accountTokens(mac, 'password-reset'),
    challenges: accountTokens(mac, 'second-step'),
  };
}

function accountTokens(mac: Mac, purpose: string): AccountTokens {
  const issue = ({ id, password_hash }: AccountSubject, expires: Date): string => {
    const seconds = String(Math.floor(expires.getTime() / 1000));
    const signature = mac(purpose, id, password_hash, seconds);
    return `${id}.${seconds}.${signature.toString('base64url')}`;
  };
  const read = (token: string): AccountTicket | null => {
    const [user_id = '', seconds = '', ...rest] = token.split('.');
    if (!isId(user_id) || !/^[1-9]\d{0,11}$/.test(seconds) || rest.length !== 1) return null;
    return { user_id, expires: new Date(Number(seconds) * 1000) };
  };
  return {
    issue,
    read,
    fits: (subject, token) => {
      const ticket = read(token);
      return ticket !== null && same(issue(subject, ticket.expires), token);
    },
  };
}

/** Whether two texts are equal, in a time that does not tell how far they are. */
function same(expected: string, given: string): boolean {
  const left = Buffer.from(expected);
  const right = Buffer.from(given);
  return left.length === right.length && timingSafeEqual(left, right);
}
