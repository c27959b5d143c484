// https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login: professional
// accounts, without any page. There are no proof keys; tokens live an hour, then 60 days, and are made new from themselves.
import { z } from 'zod';
import type { PlatformSettings } from '../../../../foundation/config';
import type { PlatformHttp } from '../http';
import { codeConnection } from '../oauth';
import type { AccountSession, ConnectedAccount, OAuthConnection, Tokens } from '../platform';
import type { Addresses } from './addresses';

const usualScopes = [
  'instagram_business_basic',
  'instagram_business_content_publish',
  'instagram_business_manage_insights',
];

const grant = z.object({
  access_token: z.string().min(1),
  permissions: z.union([z.string(), z.array(z.string())]).optional(),
});
// The pages show both shapes.
const grantAnswer = z.union([
  grant,
  z.object({ data: z.tuple([grant]) }).transform(({ data: [only] }) => only),
]);

const longLived = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

const profile = z.object({
  user_id: z.coerce.string(),
  username: z.string(),
  name: z.string().optional(),
});

/** How people let us into their accounts. */
export function createConnection(
  http: PlatformHttp,
  addresses: Addresses,
  settings: PlatformSettings,
): OAuthConnection {
  const scopes = settings.scopes ?? usualScopes;
  const client_id = settings.clientId ?? '';
  const client = { client_id, client_secret: settings.clientSecret ?? '' };
  return codeConnection(settings, {
    page: `${addresses.site}/oauth/authorize`,
    parameters: { client_id, scope: scopes.join(',') },
    exchange: async ({ code, redirect_uri }) => {
      // "#_" is appended to the end of the redirect URI, and is not part of the code.
      const form = { ...client, redirect_uri, code: code.replace(/#_$/, '') };
      const { body: short } = await http({
        method: 'POST',
        url: `${addresses.tokens}/oauth/access_token`,
        body: { form: { ...form, grant_type: 'authorization_code' } },
        expects: grantAnswer,
      });
      const exchange = { grant_type: 'ig_exchange_token', client_secret: client.client_secret };
      const { body: long } = await http({
        method: 'GET',
        url: `${addresses.graph}/access_token`,
        query: { ...exchange, access_token: short.access_token },
        expects: longLived,
      });
      const granted = [short.permissions ?? scopes].flat().flatMap((text) => text.split(','));
      return [await describe(http, addresses, { ...long, scopes: granted })];
    },
  });
}

async function describe(
  http: PlatformHttp,
  addresses: Addresses,
  grant: { access_token: string; expires_in: number; scopes: string[] },
): Promise<ConnectedAccount> {
  const { body: me } = await http({
    method: 'GET',
    url: `${addresses.api}/me`,
    query: { fields: 'user_id,username,name' },
    token: grant.access_token,
    expects: profile,
  });
  return {
    external_id: me.user_id,
    username: me.username,
    display_name: me.name ?? me.username,
    server_url: null,
    details: {},
    tokens: { ...grant, refresh_token: null },
  };
}

/** "Refresh a long-lived token that is at least 24 hours old": it is its own refresh token. */
export async function refreshTokens(
  http: PlatformHttp,
  addresses: Addresses,
  { access_token }: AccountSession,
): Promise<Tokens> {
  const { body } = await http({
    method: 'GET',
    url: `${addresses.graph}/refresh_access_token`,
    query: { grant_type: 'ig_refresh_token', access_token },
    expects: longLived,
  });
  return { ...body, refresh_token: null, scopes: [] };
}
