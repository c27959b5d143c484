// Binds a connection to the browser that began it, so that nobody finishes for others what they began: who is sent back
// has to bring the nonce that `connect` left in a cookie, which goes to the callback and nowhere else.
import { connectionMs } from '../../models/studio/account-connection';

const name = 'relais-connection';

/** The cookie that brings a nonce back to this callback. */
export function connectionCookie(callbackUrl: string, nonce: string): string {
  const { protocol, pathname } = new URL(callbackUrl);
  const parts = [`${name}=${nonce}`, `Path=${pathname}`, `Max-Age=${connectionMs / 1000}`];
  // Lax: the platform's page sends the browser here, and this is when it is needed.
  const kept = ['HttpOnly', 'SameSite=Lax', ...(protocol === 'https:' ? ['Secure'] : [])];
  return [...parts, ...kept].join('; ');
}

/** The nonce that a browser brings, if it brings one. */
export function connectionNonce(cookies: string | undefined): string | undefined {
  const pairs = (cookies ?? '').split(';').map((pair) => pair.trim());
  const value = pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
  return value === '' ? undefined : value;
}
