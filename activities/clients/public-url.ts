import { isIP } from 'node:net';
import { createAddressGuard } from '../../foundation/public-addresses';

const guard = createAddressGuard();
/** Names that lead nowhere outside of a machine or a network (RFC 2606, 6761, 6762, 8375, 9476). */
const inner = /(^|\.)(localhost|local|internal|lan|home|home\.arpa|test|example|invalid)$/;

/** Whether anybody on the internet could fetch from a URL, as far as its host says: platforms that do must be able to. */
export function isPublicUrl(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') return false;
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (isIP(host) !== 0) return guard.permits(host);
  return host.includes('.') && !inner.test(host);
}
