// Accounts are opened by a handle and an app password: https://docs.bsky.app/docs/api/com-atproto-server-create-session
import { z } from 'zod';
import { secondsUntil, type Explain } from '../http-failure';
import type { PlatformHttp } from '../http';
import type { AccountSession, ConnectedAccount, PasswordConnection, Tokens } from '../platform';
import { PlatformError } from '../platform-error';
import { serverOrigin } from '../server-url';

const sessionAnswer = z.object({
  did: z.string().startsWith('did:'),
  handle: z.string(),
  accessJwt: z.string(),
  refreshJwt: z.string(),
});
const claims = z.object({ scope: z.string().default(''), iat: z.number(), exp: z.number() });

/** What the token of a whole account may do, as against that of an app password. */
const everything = 'com.atproto.access';

type Opened = z.infer<typeof sessionAnswer>;
type Renewable = AccountSession & { refresh_token: string | null };

/** Errors by their names: https://docs.bsky.app/docs/advanced-guides/rate-limits and the lexicons of the methods. */
export const explainBluesky: Explain = ({ status, headers, body }) => {
  const name = body !== null && typeof body === 'object' && 'error' in body ? body.error : null;
  if (status === 429) {
    const wait = secondsUntil(Number(headers['ratelimit-reset'] ?? NaN) * 1000, headers);
    return { scope: 'account', ...(wait !== null && { retry_after: wait }) };
  }
  switch (name) {
    // Said with status 400, of access tokens, which live for two hours, and of refresh tokens that were taken back.
    case 'ExpiredToken':
    case 'InvalidToken':
    case 'AccountTakedown':
    case 'AccountDeactivated':
    case 'AccountNotFound':
      return { kind: 'disconnected', code: 'account_disconnected' };
    case 'BlobTooLarge':
      return { kind: 'refused', code: 'media_too_large' };
    // The record that was to be written, or nothing that was to be swapped for it, is there.
    case 'InvalidSwap':
      return { kind: 'refused', code: 'record_exists' };
    case 'RecordNotFound':
      return { kind: 'refused', code: 'not_found' };
    default:
      return null;
  }
};

/** Connects accounts of any server; `usual` is that of who names none. */
export function createConnection(http: PlatformHttp, usual: string): PasswordConnection {
  return {
    kind: 'password',
    configured: true,
    open: async ({ identifier, password, server_url }) => [
      await open(http, serverOrigin(server_url, usual), identifier, password),
    ],
  };
}

async function open(
  http: PlatformHttp,
  server: string,
  identifier: string,
  password: string,
): Promise<ConnectedAccount> {
  const opened = await create(http, server, identifier.trim().replace(/^@/, ''), password);
  const { did, handle } = opened;
  if (claimsOf(opened.accessJwt)?.scope === everything) {
    await endSession(http, server, opened.refreshJwt);
    throw refusal('app_password_required', 'This is the password of the account itself.');
  }
  return {
    ...{ external_id: did, username: handle, display_name: handle, server_url: server },
    details: {},
    tokens: tokensOf(opened),
  };
}

async function create(
  http: PlatformHttp,
  server: string,
  identifier: string,
  password: string,
): Promise<Opened> {
  const url = `${server}/xrpc/com.atproto.server.createSession`;
  const body = { json: { identifier, password } };
  try {
    return (await http({ method: 'POST', url, body, expects: sessionAnswer })).body;
  } catch (error) {
    if (!(error instanceof PlatformError) || error.facts.status !== 401) throw error;
    throw refusal('credentials_refused', error.facts.detail, 401);
  }
}

function refusal(code: string, detail: string, status: number | null = null): PlatformError {
  return new PlatformError({ kind: 'refused', code, status, detail });
}

/** New tokens for the refresh token, which is used up by that. */
export async function refreshSession(http: PlatformHttp, session: Renewable): Promise<Tokens> {
  const url = `${session.server_url}/xrpc/com.atproto.server.refreshSession`;
  const token = session.refresh_token ?? '';
  return tokensOf((await http({ method: 'POST', url, token, expects: sessionAnswer })).body);
}

/** Ends the tokens of an account. */
export async function endSession(
  http: PlatformHttp,
  server: string,
  refreshToken: string,
): Promise<void> {
  const url = `${server}/xrpc/com.atproto.server.deleteSession`;
  await http({ method: 'POST', url, token: refreshToken, expects: z.unknown() });
}

function tokensOf({ accessJwt, refreshJwt }: Opened): Tokens {
  const told = claimsOf(accessJwt);
  return {
    ...{ access_token: accessJwt, refresh_token: refreshJwt },
    expires_in: told ? told.exp - told.iat : null,
    scopes: told?.scope ? [told.scope] : [],
  };
}

/** What a token says of itself; whether that is true matters to the server only. */
function claimsOf(token: string): z.infer<typeof claims> | null {
  try {
    const text = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
    return claims.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
