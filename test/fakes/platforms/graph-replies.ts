// How Meta's Graph API answers: https://developers.facebook.com/docs/graph-api/guides/error-handling
import type { Asked, Reply } from './platform-server';

export function ok(body: unknown): Reply {
  return { status: 200, body };
}

/** A failure, as every one of them looks. */
export function graphError(code: number, message: string, more: object = {}, status = 400): Reply {
  const fbtrace_id = 'EJplcsCHuLu';
  return {
    status,
    body: { error: { message, type: 'OAuthException', code, ...more, fbtrace_id } },
  };
}

export const tokenInvalid = graphError(
  190,
  'Error validating access token: The session has been invalidated.',
  { error_subcode: 460 },
);

export const missing = graphError(
  100,
  "Unsupported get request. Object with ID '1' does not exist, cannot be loaded due to missing permissions.",
  { error_subcode: 33 },
);

/** "Too many calls", with the header that says in how many minutes there are fewer. */
export function tooMany(code: number, seconds: number): Reply {
  const type = { type: 'pages', call_count: 100, total_cputime: 25, total_time: 25 };
  const usage = { ...type, estimated_time_to_regain_access: Math.ceil(seconds / 60) };
  const headers = { 'x-business-use-case-usage': JSON.stringify({ 1784: [usage] }) };
  const message = '(#80002) There have been too many calls to this account.';
  return { ...graphError(code, message, { error_subcode: 2446079 }), headers };
}

/** The token of a call, which may be a header or a parameter. */
export function tokenOf({ token, url }: Asked): string {
  return token || (url.searchParams.get('access_token') ?? '');
}

/** An instant as the Graph API writes it. */
export function graphTime(instant: Date): string {
  return instant.toISOString().replace(/\.\d+Z$/, '+0000');
}
