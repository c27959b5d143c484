// Somebody with an authenticator app, and a password that everybody may know.
import { confirmMfa, enrolMfa, finishLogin, loginUser } from '../../../clients/typescript';
import type { Problem } from '../../../clients/typescript';
import { codeAt, stepAt } from '../../../models/identity/totp';
import { signedInUser, type SignedIn } from '../../factories/user';
import type { TestApi } from '../../support/api';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const step = 30_000;

/** The bytes of a text in base32. */
function fromBase32(text: string): Buffer {
  const bits = [...text].map((one) => alphabet.indexOf(one).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/** The codes of an app that was given a secret. */
export function appWith(api: TestApi, secret: string): () => string {
  return () => codeAt(fromBase32(secret), stepAt(api.clock.now()));
}

/** A code that the app shows next, and none of those before. */
export function nextCode(api: TestApi, app: () => string): string {
  api.clock.advance(step);
  return app();
}

export interface Guarded extends SignedIn {
  app: () => string;
  recovery_codes: string[];
}

/** Somebody whose account has a second factor. */
export async function guardedUser(api: TestApi): Promise<Guarded> {
  const somebody = await signedInUser(api);
  const client = api.client(somebody.access);
  const { password } = somebody.user;
  const enrolled = await enrolMfa({ client, body: { password }, throwOnError: true });
  const app = appWith(api, enrolled.data.secret);
  const confirmed = await confirmMfa({ client, body: { code: app() }, throwOnError: true });
  return { ...somebody, app, recovery_codes: confirmed.data.recovery_codes };
}

/** Where a sign-in comes from. */
export interface From {
  ip?: string;
  device?: string;
}

function headersOf({ ip = '203.0.113.7', device = 'phone' }: From): Record<string, string> {
  return { 'x-forwarded-for': ip, 'user-agent': device };
}

/** The token that the first step ends in. */
export async function firstStep(
  api: TestApi,
  { user }: SignedIn,
  from: From = {},
): Promise<string> {
  const body = { username: user.username, password: user.password };
  const { error } = await loginUser({ client: api.client(), body, headers: headersOf(from) });
  const { code, mfa_token } = error as Problem;
  if (code !== 'mfa_required' || !mfa_token) throw new Error(`no second step: ${code}`);
  return mfa_token;
}

/** The second step. */
export function secondStep(
  api: TestApi,
  body: { mfa_token: string; code: string; refresh?: string },
  from: From = {},
) {
  return finishLogin({ client: api.client(), body, headers: headersOf(from) });
}
