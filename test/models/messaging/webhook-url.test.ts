import { createAddressGuard } from '../../../foundation/public-addresses';
import { urlFault } from '../../../models/messaging/webhook-url';

const rules = { guard: createAddressGuard(), allowHttp: false };

describe('an endpoint may be', () => {
  it.each([
    'https://example.org/',
    'https://example.org/path?query=1',
    'https://example.org:8443/hook',
    'https://example.org:80/',
    'https://8.8.8.8/',
    'https://[2606:4700:4700::1111]/',
    'HTTPS://EXAMPLE.ORG/',
    'https://bücher.example/',
  ])('%s', (url) => expect(urlFault(url, rules)).toBeNull());

  it('http where a setting says so', () => {
    expect(urlFault('http://example.org/', rules)).toBe('scheme_refused');
    expect(urlFault('http://example.org/', { ...rules, allowHttp: true })).toBeNull();
    expect(urlFault('http://127.0.0.1/', { ...rules, allowHttp: true })).toBe('address_blocked');
  });
});

describe('an endpoint may not be', () => {
  it.each([
    ['loopback as usual', 'https://127.0.0.1/'],
    ['loopback as one decimal number', 'https://2130706433/'],
    ['loopback as one hexadecimal number', 'https://0x7f000001/'],
    ['loopback in octal', 'https://0177.0.0.1/'],
    ['loopback in hexadecimal parts', 'https://0x7f.0x0.0x0.0x1/'],
    ['loopback shortened', 'https://127.1/'],
    ['loopback with a dot behind', 'https://127.0.0.1./'],
    ['loopback in wide digits', 'https://１２７.０.０.１/'],
    ['loopback with ideographic stops', 'https://127。0。0。1/'],
    ['loopback percent-encoded', 'https://%31%32%37.0.0.1/'],
    ['loopback of IPv6', 'https://[::1]/'],
    ['loopback mapped into IPv6', 'https://[::ffff:127.0.0.1]/'],
    ['loopback mapped, in hexadecimal', 'https://[::ffff:7f00:1]/'],
    ['loopback behind NAT64', 'https://[64:ff9b::7f00:1]/'],
    ['loopback behind 6to4', 'https://[2002:7f00:1::]/'],
    ['the metadata of a cloud', 'https://169.254.169.254/latest/meta-data'],
    ['a private network', 'https://10.0.0.1:8443/'],
    ['everything', 'https://0.0.0.0/'],
    ['everything, shortened', 'https://0/'],
  ])('%s: %s', (_what, url) => expect(urlFault(url, rules)).toBe('address_blocked'));

  it.each([
    ['scheme_refused', 'http://example.org/'],
    ['url_invalid', 'ftp://example.org/'],
    ['url_invalid', 'file:///etc/passwd'],
    ['url_invalid', 'javascript:alert(1)'],
    ['url_invalid', 'https:example.org'],
    ['url_invalid', 'https:///example.org'],
    ['url_invalid', 'https:\\\\example.org'],
    ['url_invalid', 'https://example.org\\@127.0.0.1/'],
    ['url_invalid', ' https://example.org/'],
    ['url_invalid', 'https://exa\nmple.org/'],
    ['url_invalid', 'https://example.org/#fragment'],
    ['url_invalid', '/hook'],
    ['url_invalid', ''],
    ['userinfo_refused', 'https://user@example.org/'],
    ['userinfo_refused', 'https://user:password@example.org/'],
    ['userinfo_refused', 'https://:password@example.org/'],
    ['port_refused', 'https://example.org:25/'],
    ['port_refused', 'https://example.org:22/'],
    ['port_refused', 'https://example.org:1023/'],
    ['port_refused', 'https://example.org:0/'],
  ])('%s: %j', (fault, url) => expect(urlFault(url, rules)).toBe(fault));
});
