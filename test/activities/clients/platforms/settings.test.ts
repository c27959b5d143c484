import { outgoingRules, settingsOf } from '../../../../activities/clients/platforms/settings';
import { serverOrigin } from '../../../../activities/clients/platforms/server-url';
import { ConfigError } from '../../../../foundation/config';
import { platformConfig } from './harness';

describe('the settings of platforms', () => {
  it('are read by name, whatever platforms there are', () => {
    const config = platformConfig({
      PLATFORM_NEW_ONE_CLIENT_ID: 'id',
      PLATFORM_NEW_ONE_CLIENT_SECRET: 'secret',
      PLATFORM_NEW_ONE_API_URL: 'https://api.example.org/',
      PLATFORM_OTHER_CLIENT_ID: '',
    });
    expect(settingsOf(config, 'new-one')).toMatchObject({
      ...{ clientId: 'id', clientSecret: 'secret', apiUrl: 'https://api.example.org' },
    });
    const none = { clientId: null, clientSecret: null, apiUrl: null };
    expect(settingsOf(config, 'other')).toMatchObject(none);
  });

  it('name an address that is none, together with what else is wrong, without values', () => {
    const wrong = { PLATFORM_ONE_API_URL: 'no address', PLATFORM_TWO_API_URL: 'ftp://a.example' };
    const read = (): unknown => platformConfig({ ...wrong, SECRET_KEY: 'short' });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(/SECRET_KEY: .*\n.*PLATFORM_ONE_API_URL: .*\n.*PLATFORM_TWO_API_URL: /);
    expect(read).not.toThrow(/no address|ftp:/);
  });

  it('say where requests to servers of users may go', () => {
    const { guard, allowHttp } = outgoingRules(platformConfig());
    expect([allowHttp, guard.permits('127.0.0.1'), guard.permits('10.0.0.1')]).toEqual([
      ...[true, true, false],
    ]);
  });
});

describe('the address of a server', () => {
  it.each([
    ['example.social', 'https://example.social'],
    [' https://Example.Social/@anna ', 'https://example.social'],
    ['http://127.0.0.1:3000/x', 'http://127.0.0.1:3000'],
    ['', 'https://usual.example'],
  ])('%j is %s', (given, origin) => {
    expect(serverOrigin(given, 'https://usual.example')).toBe(origin);
  });

  it.each(['ftp://example.social', 'javascript://example.social', 'https://', 'a b'])(
    '%j is none',
    (given) => {
      expect(() => serverOrigin(given, null)).toThrow('server_refused');
    },
  );

  it('is asked for where there is no usual one', () => {
    expect(() => serverOrigin(null, null)).toThrow('server_required');
  });
});
