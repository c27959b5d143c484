import { createAddressGuard, isRange } from '../../foundation/public-addresses';

const guard = createAddressGuard();

describe('addresses that are not public', () => {
  it.each([
    ['unspecified', '0.0.0.0'],
    ['this network', '0.1.2.3'],
    ['private', '10.0.0.1'],
    ['private', '172.16.0.1'],
    ['private', '172.31.255.255'],
    ['private', '192.168.1.1'],
    ['shared by carriers', '100.64.0.1'],
    ['shared by carriers', '100.127.255.255'],
    ['loopback', '127.0.0.1'],
    ['loopback', '127.255.255.254'],
    ['link-local, metadata of clouds', '169.254.169.254'],
    ['protocol assignments', '192.0.0.1'],
    ['documentation', '192.0.2.1'],
    ['documentation', '198.51.100.1'],
    ['documentation', '203.0.113.1'],
    ['6to4 relays', '192.88.99.1'],
    ['benchmarks', '198.18.0.1'],
    ['multicast', '224.0.0.1'],
    ['multicast', '239.255.255.255'],
    ['reserved', '240.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['unspecified', '::'],
    ['loopback', '::1'],
    ['loopback', '0:0:0:0:0:0:0:1'],
    ['IPv4-compatible', '::127.0.0.1'],
    ['IPv4-mapped', '::ffff:127.0.0.1'],
    ['IPv4-mapped', '::ffff:7f00:1'],
    ['IPv4-mapped, though public', '::ffff:8.8.8.8'],
    ['NAT64', '64:ff9b::7f00:1'],
    ['NAT64 of a network', '64:ff9b:1::7f00:1'],
    ['Teredo', '2001::1'],
    ['documentation', '2001:db8::1'],
    ['documentation', '3fff::1'],
    ['6to4', '2002:7f00:1::1'],
    ['unique local', 'fc00::1'],
    ['unique local', 'fd12:3456::1'],
    ['link-local', 'fe80::1'],
    ['link-local with a zone', 'fe80::1%eth0'],
    ['site-local', 'fec0::1'],
    ['multicast', 'ff02::1'],
    ['discard', '100::1'],
    ['segment routing', '5f00::1'],
  ])('%s: %s', (_kind, address) => {
    expect(guard.permits(address)).toBe(false);
  });

  it('that a setting names are permitted, and no others', () => {
    const lenient = createAddressGuard(['127.0.0.0/8', 'fd00::/8']);
    expect(lenient.permits('127.0.0.1')).toBe(true);
    expect(lenient.permits('fd12::1')).toBe(true);
    expect(lenient.permits('10.0.0.1')).toBe(false);
    expect(lenient.permits('::1')).toBe(false);
  });
});

it.each(['8.8.8.8', '1.1.1.1', '172.15.0.1', '172.32.0.1', '100.63.0.1', '100.128.0.1'])(
  '%s is public',
  (address) => expect(guard.permits(address)).toBe(true),
);
it.each(['2606:4700:4700::1111', '2a00:1450:4007::1', '2001:4860:4860::8888'])(
  '%s is public',
  (address) => expect(guard.permits(address)).toBe(true),
);
it.each(['', 'localhost', '127.1', '0x7f000001', '2130706433', 'example.org'])(
  '%j is no address',
  (text) => expect(guard.permits(text)).toBe(false),
);

it('ranges are written with their length', () => {
  expect(['10.0.0.0/8', '::1/128', '127.0.0.1/32'].every(isRange)).toBe(true);
  const wrong = ['10.0.0.0', '10.0.0.0/33', '::1/129', '10/8', '10.0.0.0/8/8', 'x/8', '::/-1'];
  expect(wrong.some(isRange)).toBe(false);
  expect(() => createAddressGuard(['10.0.0.0'])).toThrow('no range');
});
