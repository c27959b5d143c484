// Which addresses of the network the product may call on somebody's behalf: public ones only, so that nobody makes it
// ask what stands beside it. Follows the special-purpose registries of IANA (RFC 6890 and its successors).
import { BlockList, isIP, isIPv4 } from 'node:net';

// "This network", private, shared (CGNAT), loopback, link-local, protocol assignments, documentation, 6to4 relays,
// benchmarks, multicast, reserved and broadcast.
const blockedIpv4 = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16'],
  ...['172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16'],
  ...['198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
];
// All that is public in IPv6 lies in 2000::/3. That leaves out the unspecified address, loopback, unique local,
// link-local, multicast, IPv4-mapped and -compatible addresses and NAT64.
const globalIpv6 = '2000::/3';
// Protocol assignments with Teredo, documentation, 6to4, which reaches any IPv4 address, and documentation again.
const blockedIpv6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

/** Says of addresses whether they may be called. */
export interface AddressGuard {
  permits(address: string): boolean;
}

/** Public addresses, and the ranges that a setting allows besides, such as `127.0.0.0/8`. */
export function createAddressGuard(allowedRanges: string[] = []): AddressGuard {
  const allowed = listOf(allowedRanges);
  const blocked = listOf([...blockedIpv4, ...blockedIpv6]);
  const global = listOf([globalIpv6]);
  return {
    permits: (address) => {
      // An address with a zone, such as fe80::1%eth0, is one of this link.
      if (isIP(address) === 0 || address.includes('%')) return false;
      const family = isIPv4(address) ? 'ipv4' : 'ipv6';
      if (allowed.check(address, family)) return true;
      if (blocked.check(address, family)) return false;
      return family === 'ipv4' || global.check(address, family);
    },
  };
}

/** Whether a text is a range of addresses in CIDR notation. */
export function isRange(text: string): boolean {
  const [address = '', bits = '', ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0 || !/^\d{1,3}$/.test(bits)) return false;
  return Number(bits) <= (family === 4 ? 32 : 128);
}

function listOf(ranges: string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    if (!isRange(range)) throw new Error(`${range} is no range of addresses`);
    const [address = '', bits = ''] = range.split('/');
    list.addSubnet(address, Number(bits), isIPv4(address) ? 'ipv4' : 'ipv6');
  }
  return list;
}
