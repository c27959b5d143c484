// https://developers.tiktok.com/doc/login-kit-web and https://developers.tiktok.com/doc/oauth-user-access-token-management:
// proof keys are for desktop and mobile only; refresh tokens rotate, and the one before works no more.
import { z } from 'zod';
import type { PlatformSettings } from '../../../../foundation/config';
import type { PlatformHttp } from '../http';
import { codeConnection } from '../oauth';
import type { OAuthConnection, Tokens } from '../platform';
import type { Addresses } from './addresses';

const usualScopes = ['user.info.basic', 'video.publish', 'video.list'];

const grant = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  expires_in: z.number().positive(),
  open_id: z.string(),
  scope: z.string(),
});
type Grant = z.infer<typeof grant>;

const profile = z.object({ data: z.object({ user: z.object({ display_name: z.string() }) }) });

/** How people let us into their accounts. */
export function createConnection(
  http: PlatformHttp,
  addresses: Addresses,
  settings: PlatformSettings,
): OAuthConnection {
  const scope = (settings.scopes ?? usualScopes).join(',');
  const parameters = { client_key: settings.clientId ?? '', scope };
  return codeConnection(settings, {
    page: `${addresses.site}/v2/auth/authorize/`,
    parameters,
    exchange: async ({ code, redirect_uri }) => {
      const form = { grant_type: 'authorization_code', code, redirect_uri };
      const given = await requestGrant(http, addresses, settings, form);
      const { body } = await http({
        method: 'GET',
        url: `${addresses.api}/v2/user/info/`,
        query: { fields: 'open_id,display_name' },
        token: given.access_token,
        expects: profile,
      });
      const { display_name } = body.data.user;
      const names = { external_id: given.open_id, username: display_name, display_name };
      return [{ ...names, server_url: null, details: {}, tokens: tokensOf(given) }];
    },
  });
}

/** New tokens for old. */
export async function refreshTokens(
  http: PlatformHttp,
  addresses: Addresses,
  settings: PlatformSettings,
  refresh_token: string | null,
): Promise<Tokens> {
  const form = { grant_type: 'refresh_token', refresh_token: refresh_token ?? '' };
  return tokensOf(await requestGrant(http, addresses, settings, form));
}

async function requestGrant(
  http: PlatformHttp,
  addresses: Addresses,
  { clientId, clientSecret }: PlatformSettings,
  form: Record<string, string>,
): Promise<Grant> {
  const client = { client_key: clientId ?? '', client_secret: clientSecret ?? '' };
  const { body } = await http({
    method: 'POST',
    url: `${addresses.api}/v2/oauth/token/`,
    body: { form: { ...client, ...form } },
    expects: grant,
  });
  return body;
}

/** Takes the access token back, and with it what the application may do. */
export async function revokeToken(
  http: PlatformHttp,
  addresses: Addresses,
  { clientId, clientSecret }: PlatformSettings,
  token: string,
): Promise<void> {
  const form = { client_key: clientId ?? '', client_secret: clientSecret ?? '', token };
  const url = `${addresses.api}/v2/oauth/revoke/`;
  await http({ method: 'POST', url, body: { form }, expects: z.unknown() });
}

function tokensOf({ access_token, refresh_token, expires_in, scope }: Grant): Tokens {
  return { access_token, refresh_token, expires_in, scopes: scope.split(',') };
}
