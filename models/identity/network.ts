import { isIPv6 } from 'node:net';

/**
 * The network that an address stands for when attempts are counted: an IPv4 address itself, of IPv6 the /64 that one
 * customer has at least, because within it addresses cost nothing.
 */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (!isIPv6(plain)) return plain;
  const [left = '', right] = plain.toLowerCase().split('::');
  const groups = left === '' ? [] : left.split(':');
  if (right !== undefined) {
    const after = right === '' ? [] : right.split(':');
    while (groups.length + after.length < 8) groups.push('0');
  }
  const parts = Array.from({ length: 4 }, (_, index) => Number.parseInt(groups[index] ?? '0', 16));
  return `${parts.map((part) => part.toString(16)).join(':')}::/64`;
}
