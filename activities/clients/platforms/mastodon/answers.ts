// What a server of Mastodon answers: https://docs.joinmastodon.org/entities/
import { z } from 'zod';
import { secondsUntil, type Explain } from '../http-failure';
import { explainOAuth } from '../oauth';

export const application = z.object({ client_id: z.string(), client_secret: z.string() });

export const account = z.object({
  id: z.string(),
  username: z.string(),
  display_name: z.string().default(''),
  url: z.string().nullish(),
});

export const attachment = z.object({ id: z.string(), url: z.string().nullish() });

export const status = z.object({
  id: z.string(),
  url: z.string().nullish(),
  created_at: z.string(),
  media_attachments: z.array(z.object({ id: z.string() })).default([]),
  reblog: z.unknown().nullish(),
  favourites_count: z.number().default(0),
  replies_count: z.number().default(0),
  reblogs_count: z.number().default(0),
});

export const source = z.object({ text: z.string() });

/** Words beyond the status: https://docs.joinmastodon.org/api/rate-limits/ and the errors of each method. */
export const explainMastodon: Explain = (answer) => {
  const { status: code, headers, body } = answer;
  const words = body !== null && typeof body === 'object' && 'error' in body ? body.error : '';
  const said = typeof words === 'string' ? words : '';
  if (code === 429) {
    const reset = headers['x-ratelimit-reset'];
    const wait = typeof reset === 'string' ? secondsUntil(Date.parse(reset), headers) : null;
    return { scope: 'account', ...(wait !== null && { retry_after: wait }) };
  }
  // The account was suspended or its access narrowed: it has to be looked after and connected again.
  if (code === 403 && /login is|disabled|suspended/i.test(said)) {
    return { kind: 'disconnected', code: 'account_disconnected' };
  }
  if (code === 403 && /scope/i.test(said)) return { kind: 'disconnected', code: 'scope_missing' };
  return explainOAuth(answer);
};
