// Calls to Meta's Graph API, each with the proof that whoever holds the token is the application that it was given to:
// https://developers.facebook.com/docs/graph-api/guides/secure-requests
import { createHmac } from 'node:crypto';
import { explainGraph } from './graph-errors';
import { createPlatformHttp, type PlatformHttp } from './http';
import type { AccountSession } from './platform';

/** An account, as calls need it. */
export interface GraphAccount {
  http: PlatformHttp;
  addresses: { api: string };
  session: AccountSession;
}

/** A function that makes requests as the application with this secret. */
export function createGraphHttp(secret: string | null): PlatformHttp {
  const http = createPlatformHttp({ explain: explainGraph });
  return (call) => {
    const token = call.token ?? call.query?.['access_token'];
    if (secret === null || typeof token !== 'string') return http(call);
    const appsecret_proof = createHmac('sha256', secret).update(token).digest('hex');
    return http({ ...call, query: { ...call.query, appsecret_proof } });
  };
}
