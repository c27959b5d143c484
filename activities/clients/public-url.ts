import { isIP } from 'node:net';
import { createAddressGuard } from '../../foundation/public-addresses';

const guard = createAddressGuard();

/** Names that mean something only inside a house (RFC 6761, RFC 6762, RFC 8375, and the one that ICANN keeps free). */
const innerNames = /(^|\.)(localhost|local|internal|test|invalid|example|home\.arpa)$/;

/** Whether servers of others can fetch an address, as far as its host tells: a public address, or a name with a dot. */
export function isPublicUrl(url: string): boolean {
  const { hostname, protocol } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') return false;
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) return guard.permits(host);
  return host.includes('.') && !innerNames.test(host);
}
