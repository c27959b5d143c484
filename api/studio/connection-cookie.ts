// Binds a connection to the browser that began it, so that nobody finishes for others what they began: who is sent back
// has to bring the nonce that `connect` left in a cookie (docs/adr/0010-a-cookie-per-connection.md).
import { createHash } from 'node:crypto';
import { connectionMs } from '../../models/studio/account-connection';

/** The cookie that brings the nonce of a state back to this callback. */
export function connectionCookie(callbackUrl: string, state: string, nonce: string): string {
  const { pathname } = new URL(callbackUrl);
  const isSecure = callbackUrl.startsWith('https:');
  // Front ends of another site may set it, where the browser lets them; the prefix keeps neighbours from setting one.
  const kept = isSecure
    ? ['Path=/', 'SameSite=None', 'Secure']
    : [`Path=${pathname}`, 'SameSite=Lax'];
  const life = `Max-Age=${connectionMs / 1000}`;
  return [`${nameOf(callbackUrl, state)}=${nonce}`, life, 'HttpOnly', ...kept].join('; ');
}

/** The nonce that a browser brings for a state, if it brings one. */
export function connectionNonce(
  cookies: string | undefined,
  callbackUrl: string,
  state: string,
): string | undefined {
  const pairs = (cookies ?? '').split(';').map((pair) => pair.trim());
  const start = `${nameOf(callbackUrl, state)}=`;
  const value = pairs.find((pair) => pair.startsWith(start))?.slice(start.length);
  return value === '' ? undefined : value;
}

/** Each connection has a cookie of its own: several may be under way in one browser. */
function nameOf(callbackUrl: string, state: string): string {
  const own = createHash('sha256').update(state).digest('hex').slice(0, 16);
  return `${callbackUrl.startsWith('https:') ? '__Host-' : ''}relais-connection-${own}`;
}
