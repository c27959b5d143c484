// Every server knows its own applications, so one is registered there whenever somebody connects:
// https://docs.joinmastodon.org/client/token/ and https://docs.joinmastodon.org/methods/oauth/
import { z } from 'zod';
import type { PlatformHttp } from '../http';
import { authorizationUrl, requestTokens } from '../oauth';
import type { AccountSession, ConnectedAccount, OAuthConnection } from '../platform';
import { PlatformError } from '../platform-error';
import { serverOrigin } from '../server-url';
import { account, application } from './answers';
import { askLimits } from './limits';

const scopes = 'read:accounts read:statuses write:statuses write:media';
const clientName = 'Relais';

type Answer = Parameters<OAuthConnection['exchange']>[0];

/** Connects accounts of any server; `usual` is that of who names none. */
export function createConnection(http: PlatformHttp, usual: string | null): OAuthConnection {
  return {
    kind: 'oauth',
    configured: true,
    authorize: async ({ state, code_challenge, redirect_uri, server_url }) => {
      const server = serverOrigin(server_url, usual);
      const { client_id, client_secret } = await register(http, server, redirect_uri);
      const url = authorizationUrl(`${server}/oauth/authorize`, {
        ...{ response_type: 'code', client_id, redirect_uri, scope: scopes, state },
        ...{ code_challenge, code_challenge_method: 'S256' },
      });
      return { url, details: { server, client_id, client_secret } };
    },
    exchange: async (answer) => [await connect(http, usual, answer)],
  };
}

async function register(
  http: PlatformHttp,
  server: string,
  redirect_uri: string,
): Promise<z.infer<typeof application>> {
  const { body } = await http({
    method: 'POST',
    url: `${server}/api/v1/apps`,
    body: { json: { client_name: clientName, redirect_uris: redirect_uri, scopes } },
    expects: application,
  });
  return body;
}

async function connect(
  http: PlatformHttp,
  usual: string | null,
  { code, code_verifier, redirect_uri, server_url, details }: Answer,
): Promise<ConnectedAccount> {
  const server = serverOrigin(server_url, usual);
  const registered = application.safeParse(details);
  if (!registered.success || details['server'] !== server) {
    const detail = 'The connection was begun with another server.';
    throw new PlatformError({ kind: 'refused', code: 'server_refused', status: null, detail });
  }
  const { client_id, client_secret } = registered.data;
  const tokens = await requestTokens(http, {
    url: `${server}/oauth/token`,
    form: {
      ...{ grant_type: 'authorization_code', code, code_verifier, redirect_uri },
      ...{ client_id, client_secret, scope: scopes },
    },
  });
  const { body } = await http({
    method: 'GET',
    url: `${server}/api/v1/accounts/verify_credentials`,
    token: tokens.access_token,
    expects: account,
  });
  const host = new URL(server).host;
  return {
    // Servers number their accounts each for itself.
    external_id: `${body.id}@${host}`,
    username: `${body.username}@${host}`,
    display_name: body.display_name,
    server_url: server,
    details: { id: body.id },
    server_limits: await askLimits(http, server, tokens.access_token),
    // Tokens live until they are revoked. What revoking one takes is a secret too, and kept where there is a place for one.
    tokens: { ...tokens, refresh_token: `${client_id} ${client_secret}` },
  };
}

/** Ends the token of an account: https://docs.joinmastodon.org/methods/oauth/#revoke */
export async function revokeToken(
  http: PlatformHttp,
  session: AccountSession & { refresh_token: string | null },
): Promise<void> {
  const [client_id, client_secret] = session.refresh_token?.split(' ') ?? [];
  if (client_id === undefined || client_secret === undefined) return;
  await http({
    method: 'POST',
    url: `${serverOrigin(session.server_url, null)}/oauth/revoke`,
    body: { form: { client_id, client_secret, token: session.access_token } },
    expects: z.unknown(),
  });
}
