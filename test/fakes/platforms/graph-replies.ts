// How Meta's Graph API answers: https://developers.facebook.com/docs/graph-api/guides/error-handling
import { createHmac } from 'node:crypto';
import type { Reply, Route } from './platform-server';

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

/**
 * An answer for those alone who have one of these tokens, in a header or a parameter, and prove that they are the
 * application, as one demands that requires its secret: https://developers.facebook.com/docs/graph-api/guides/secure-requests
 */
export function forHolders(tokens: ReadonlySet<string>, answer: Route['answer']): Route['answer'] {
  return (asked, ...rest) => {
    const { searchParams } = asked.url;
    const token = asked.token || (searchParams.get('access_token') ?? '');
    if (!tokens.has(token)) return tokenInvalid;
    const proof = createHmac('sha256', 'app-secret').update(token).digest('hex');
    if (searchParams.get('appsecret_proof') === proof) return answer(asked, ...rest);
    return graphError(100, 'API calls from the server require an appsecret_proof argument');
  };
}

/** An instant as the Graph API writes it. */
export function graphTime(instant: Date): string {
  return instant.toISOString().replace(/\.\d+Z$/, '+0000');
}
