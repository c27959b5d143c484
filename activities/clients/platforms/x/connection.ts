// OAuth 2 with proof keys: https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code
import { z } from 'zod';
import type { PlatformSettings } from '../../../../foundation/config';
import type { PlatformHttp } from '../http';
import { authorizationUrl, basicAuthorization, requestTokens } from '../oauth';
import type { AccountSession, ConnectedAccount, OAuthConnection, Tokens } from '../platform';
import { PlatformError } from '../platform-error';
import { user } from './answers';

const scopes = 'tweet.read tweet.write users.read media.write offline.access';

/** Where X answers, and which application asks. */
export interface XApplication {
  api: string;
  /** Where people are sent. */
  site: string;
  id: string | null;
  /** Applications without a secret are public ones, and name themselves in the form. */
  secret: string | null;
}

type Renewable = AccountSession & { refresh_token: string | null };

/** The application of the settings. */
export function applicationOf({ apiUrl, clientId, clientSecret }: PlatformSettings): XApplication {
  const [api, site] = [apiUrl ?? 'https://api.x.com', apiUrl ?? 'https://x.com'];
  return { api, site, id: clientId, secret: clientSecret };
}

/** Connects accounts of X. */
export function createConnection(http: PlatformHttp, application: XApplication): OAuthConnection {
  return {
    kind: 'oauth',
    configured: application.id !== null,
    authorize: async ({ state, code_challenge, redirect_uri }) => ({
      url: authorizationUrl(`${application.site}/i/oauth2/authorize`, {
        ...{ response_type: 'code', client_id: idOf(application), redirect_uri, state },
        ...{ scope: scopes, code_challenge, code_challenge_method: 'S256' },
      }),
      details: {},
    }),
    exchange: async ({ code, code_verifier, redirect_uri }) => {
      const form = { grant_type: 'authorization_code', code, code_verifier, redirect_uri };
      return [await connectedAccount(http, application, await grant(http, application, form))];
    },
  };
}

async function connectedAccount(
  http: PlatformHttp,
  { api }: XApplication,
  tokens: Tokens,
): Promise<ConnectedAccount> {
  const url = `${api}/2/users/me`;
  const { body } = await http({ method: 'GET', url, token: tokens.access_token, expects: user });
  const { id, name, username } = body.data;
  const person = { external_id: id, username, display_name: name };
  return { ...person, server_url: null, details: {}, tokens };
}

/** New tokens for the refresh token, which is used up by that. */
export function refreshTokens(
  http: PlatformHttp,
  application: XApplication,
  { refresh_token }: Renewable,
): Promise<Tokens> {
  const form = { grant_type: 'refresh_token', refresh_token: refresh_token ?? '' };
  return grant(http, application, form);
}

/** Ends the tokens of an account: https://docs.x.com/fundamentals/authentication/oauth-2-0/user-access-token */
export async function revokeTokens(
  http: PlatformHttp,
  application: XApplication,
  { access_token, refresh_token }: Renewable,
): Promise<void> {
  const { api, secret } = application;
  const id = idOf(application);
  for (const token of [refresh_token, access_token]) {
    if (token === null) continue;
    await http({
      method: 'POST',
      url: `${api}/2/oauth2/revoke`,
      body: { form: { token, client_id: id } },
      ...(secret !== null && { headers: { authorization: basicAuthorization({ id, secret }) } }),
      expects: z.unknown(),
    });
  }
}

function grant(
  http: PlatformHttp,
  application: XApplication,
  form: Record<string, string>,
): Promise<Tokens> {
  const { api, secret } = application;
  const id = idOf(application);
  return requestTokens(http, {
    url: `${api}/2/oauth2/token`,
    form: secret === null ? { ...form, client_id: id } : form,
    ...(secret !== null && { basic: { id, secret } }),
  });
}

function idOf({ id }: XApplication): string {
  if (id !== null) return id;
  const detail = 'This deployment has no application at X.';
  throw new PlatformError({ kind: 'refused', code: 'not_configured', status: null, detail });
}
