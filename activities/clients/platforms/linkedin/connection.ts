// https://learn.microsoft.com/linkedin/shared/authentication/authorization-code-flow: access tokens live 60 days; refresh
// tokens are given to some partners only, and keep the end they were born with.
import { z } from 'zod';
import type { PlatformSettings } from '../../../../foundation/config';
import type { PlatformHttp } from '../http';
import { codeConnection, requestTokens } from '../oauth';
import type { ConnectedAccount, OAuthConnection, Tokens } from '../platform';
import { PlatformError } from '../platform-error';
import { restHeaders, type Addresses } from './addresses';
import { describeMember, describeOrganization } from './describe';

/** What applications may ask for without an audit. Who may read posts or publish for pages says so in the settings. */
const usualScopes = ['openid', 'profile', 'w_member_social'];

/** How people let us into their accounts, and into the pages of organisations that they look after. */
export function createConnection(
  http: PlatformHttp,
  addresses: Addresses,
  settings: PlatformSettings,
): OAuthConnection {
  const scopes = settings.scopes ?? usualScopes;
  return codeConnection(settings, {
    page: `${addresses.site}/oauth/v2/authorization`,
    parameters: { client_id: settings.clientId ?? '', scope: scopes.join(' ') },
    exchange: async ({ code, redirect_uri }) => {
      const form = { grant_type: 'authorization_code', code, redirect_uri };
      const given = await askTokens(http, addresses, settings, form);
      const granted = given.scopes.length > 0 ? given.scopes : scopes;
      const tokens = { ...given, scopes: granted };
      const accounts: ConnectedAccount[] = [];
      if (granted.includes('w_member_social')) {
        const { sub, name } = await describeMember(http, addresses, tokens.access_token);
        accounts.push(accountOf(`urn:li:person:${sub}`, name, tokens));
      }
      if (granted.includes('w_organization_social')) {
        accounts.push(...(await organizationsOf(http, addresses, tokens)));
      }
      return accounts;
    },
  });
}

const acls = z.object({
  elements: z.array(z.object({ organization: z.string() })),
});
// https://learn.microsoft.com/linkedin/marketing/community-management/organizations/organization-access-control-by-role
async function organizationsOf(
  http: PlatformHttp,
  addresses: Addresses,
  tokens: Tokens,
): Promise<ConnectedAccount[]> {
  const token = tokens.access_token;
  const { body } = await http({
    method: 'GET',
    url: `${addresses.api}/rest/organizationAcls`,
    query: { q: 'roleAssignee', role: 'ADMINISTRATOR', state: 'APPROVED', count: 100 },
    ...{ headers: restHeaders, token, expects: acls },
  });
  const accounts: ConnectedAccount[] = [];
  for (const { organization: external_id } of body.elements) {
    const { localizedName } = await describeOrganization(http, addresses, external_id, token);
    accounts.push(accountOf(external_id, localizedName, tokens));
  }
  return accounts;
}

function accountOf(external_id: string, name: string, tokens: Tokens): ConnectedAccount {
  const names = { username: name, display_name: name };
  return { external_id, ...names, server_url: null, details: {}, tokens };
}

/** New tokens for old, where the platform gave a refresh token at all. */
export async function refreshTokens(
  http: PlatformHttp,
  addresses: Addresses,
  settings: PlatformSettings,
  refresh_token: string | null,
): Promise<Tokens> {
  if (refresh_token !== null) {
    return askTokens(http, addresses, settings, { grant_type: 'refresh_token', refresh_token });
  }
  const detail = 'The platform gave no refresh token: the account has to be connected again.';
  throw new PlatformError({ kind: 'later', code: 'refresh_not_offered', status: null, detail });
}

function askTokens(
  http: PlatformHttp,
  addresses: Addresses,
  { clientId, clientSecret }: PlatformSettings,
  form: Record<string, string>,
): Promise<Tokens> {
  const client = { client_id: clientId ?? '', client_secret: clientSecret ?? '' };
  const url = `${addresses.site}/oauth/v2/accessToken`;
  return requestTokens(http, { url, form: { ...form, ...client } });
}
