// Which URLs may be endpoints. Names are resolved and checked again whenever a request is sent; here, and then too, is
// refused what the URL itself shows.
import { isIP } from 'node:net';
import type { AddressGuard } from '../../foundation/public-addresses';

export type UrlFault =
  'url_invalid' | 'scheme_refused' | 'userinfo_refused' | 'port_refused' | 'address_blocked';

export interface UrlRules {
  guard: AddressGuard;
  /** Whether `http:` will do, as on a developer's machine. */
  allowHttp: boolean;
}

const faultWords: Record<UrlFault, string> = {
  url_invalid: 'is no absolute URL with a host and without a fragment',
  scheme_refused: 'must begin with https://',
  userinfo_refused: 'must not contain a user name or a password',
  port_refused: 'must use port 80, 443 or one above 1023',
  address_blocked: 'must not point to an address that is not public',
};

/** What is wrong with a URL as an endpoint, if anything is. */
export function urlFault(text: string, { guard, allowHttp }: UrlRules): UrlFault | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  // The parser would mend slashes that lean the wrong way, line breaks and the like; nobody means those.
  if (!url || !/^https?:\/\/[^\s\\/][^\s\\]*$/i.test(text) || url.hash !== '') return 'url_invalid';
  if (url.protocol !== 'https:' && !allowHttp) return 'scheme_refused';
  if (url.username !== '' || url.password !== '') return 'userinfo_refused';
  if (!isUsablePort(url.port)) return 'port_refused';
  // The parser has written every spelling of an address - decimal, octal, hexadecimal, shortened - in its one way.
  const literal = addressOf(url);
  return literal === null || guard.permits(literal) ? null : 'address_blocked';
}

/** Says in words what is wrong. */
export function sayUrlFault(fault: UrlFault): string {
  return faultWords[fault];
}

/** The address in a URL whose host is one; a name is looked up elsewhere, where the connection is made. */
export function addressOf(url: URL): string | null {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(host) === 0 ? null : host;
}

/** Ports of other services that take lines of text lie below 1024; an empty port is that of the scheme. */
function isUsablePort(port: string): boolean {
  return port === '' || port === '80' || port === '443' || Number(port) > 1023;
}
