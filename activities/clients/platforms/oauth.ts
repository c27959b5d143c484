// OAuth 2 as most platforms speak it: RFC 6749, with proof keys of RFC 7636.
import { z } from 'zod';
import type { PlatformSettings } from '../../../foundation/config';
import type { PlatformHttp } from './http';
import type { PlatformAnswer } from './http-failure';
import type { OAuthConnection, Tokens } from './platform';
import type { PlatformErrorFacts } from './platform-error';

const tokenAnswer = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).nullish(),
  expires_in: z.number().positive().nullish(),
  scope: z.string().nullish(),
});

interface TokenRequest {
  url: string;
  form: Record<string, string>;
  /** Who asks, where the platform wants to read it in a header. */
  basic?: { id: string; secret: string };
}

/** Where to send a person: an endpoint with its parameters. */
export function authorizationUrl(endpoint: string, parameters: Record<string, string>): string {
  const url = new URL(endpoint);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

/** A connection with a code alone, where platforms take no proof keys: who was sent to `page` comes back to be exchanged. */
export function codeConnection(
  { clientId, clientSecret }: Pick<PlatformSettings, 'clientId' | 'clientSecret'>,
  {
    page,
    parameters,
    exchange,
  }: { page: string; parameters: Record<string, string> } & Pick<OAuthConnection, 'exchange'>,
): OAuthConnection {
  return {
    kind: 'oauth',
    configured: clientId !== null && clientSecret !== null,
    authorize: async ({ state, redirect_uri }) => ({
      url: authorizationUrl(page, { ...parameters, redirect_uri, state, response_type: 'code' }),
      details: {},
    }),
    exchange,
  };
}

/** Asks a token endpoint. Nothing is irreversible about it: who is not answered asks again. */
export async function requestTokens(http: PlatformHttp, request: TokenRequest): Promise<Tokens> {
  const { url, form, basic } = request;
  const { body } = await http({
    method: 'POST',
    url,
    body: { form },
    ...(basic && { headers: { authorization: basicAuthorization(basic) } }),
    expects: tokenAnswer,
  });
  return {
    access_token: body.access_token,
    refresh_token: body.refresh_token ?? null,
    expires_in: body.expires_in ?? null,
    scopes: (body.scope ?? '').split(/[\s,]+/).filter((scope) => scope !== ''),
  };
}

/** Who asks, as a header says it (RFC 6749, 2.3.1). */
export function basicAuthorization({ id, secret }: { id: string; secret: string }): string {
  const credentials = [id, secret].map(encodeURIComponent).join(':');
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}

/** What the words of RFC 6749 (5.2) and RFC 6750 (3.1) mean; null for others. */
export function explainOAuth({
  body,
}: PlatformAnswer<unknown>): Partial<PlatformErrorFacts> | null {
  const error = body !== null && typeof body === 'object' && 'error' in body ? body.error : null;
  switch (error) {
    case 'invalid_grant':
    case 'invalid_token':
      return { kind: 'disconnected', code: 'account_disconnected' };
    case 'insufficient_scope':
      return { kind: 'disconnected', code: 'scope_missing' };
    // Not the account's fault: it works again as soon as the settings are right.
    case 'invalid_client':
    case 'unauthorized_client':
      return { kind: 'later', code: 'application_refused' };
    default:
      return null;
  }
}
