// What X answers: https://docs.x.com/x-api/introduction and https://docs.x.com/x-api/fundamentals/response-codes-and-errors
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { secondsUntil, type Explain } from '../http-failure';
import { explainOAuth } from '../oauth';
import type { PlatformErrorFacts } from '../platform-error';

export const user = z.object({
  data: z.object({ id: z.string(), name: z.string().default(''), username: z.string() }),
});

export const upload = z.object({ data: z.object({ id: z.string(), media_key: z.string() }) });

export const created = z.object({ data: z.object({ id: z.string() }) });

const link = z.object({
  url: z.string(),
  expanded_url: z.string().optional(),
  media_key: z.string().optional(),
});

export const post = z.object({
  id: z.string(),
  text: z.string(),
  attachments: z.object({ media_keys: z.array(z.string()).optional() }).optional(),
  entities: z.object({ urls: z.array(link).optional() }).optional(),
});

export const timeline = z.object({
  data: z.array(post).default([]),
  meta: z.object({ next_token: z.string().optional() }),
});

export const metrics = z.object({
  data: z
    .object({
      public_metrics: z.object({
        like_count: z.number(),
        reply_count: z.number(),
        retweet_count: z.number(),
        quote_count: z.number().default(0),
        impression_count: z.number().nullish(),
      }),
    })
    .optional(),
});

/** How long a deployment without credits is left alone: somebody has to buy some. */
const creditSeconds = 60 * 60;

/** Words beyond the status, by the `title`, `detail` and `type` of a problem. */
export const explainX: Explain = (answer) => {
  const { status, headers } = answer;
  const body = z
    .object({
      title: z.string(),
      detail: z.string(),
      type: z.string(),
      error_description: z.string(),
    })
    .partial()
    .safeParse(answer.body).data;
  const said = `${body?.title ?? ''} ${body?.detail ?? ''} ${body?.type ?? ''}`;
  if (status === 429) return limitOf(headers, said);
  if (status === 402) {
    return { ...application, code: 'credits_depleted', retry_after: creditSeconds };
  }
  if (status === 403 && /duplicate content/i.test(said)) return { code: 'duplicate_post' };
  if (status === 403 && /suspended|locked/i.test(said)) {
    return { kind: 'disconnected', code: 'account_disconnected' };
  }
  if (status === 403 && /client-(forbidden|not-enrolled)/i.test(said)) {
    return { ...application, code: 'application_refused' };
  }
  // So a refresh token is refused that was used up or taken back.
  if (status === 400 && /token was invalid/i.test(body?.error_description ?? '')) {
    return { kind: 'disconnected', code: 'account_disconnected' };
  }
  return explainOAuth(answer);
};

const application = { kind: 'later', scope: 'application' } as const;

/** https://docs.x.com/x-api/fundamentals/rate-limits: of fifteen minutes, and of a day for the user and the application. */
function limitOf(headers: IncomingHttpHeaders, said: string): Partial<PlatformErrorFacts> {
  const isUsedUp = (name: string): boolean => headers[`${name}-remaining`] === '0';
  const byApplication = isUsedUp('x-app-limit-24hour') || /usage-capped/i.test(said);
  const names = ['x-app-limit-24hour', 'x-user-limit-24hour', 'x-rate-limit'];
  const name = names.find(isUsedUp) ?? 'x-rate-limit';
  const wait = secondsUntil(Number(headers[`${name}-reset`] ?? NaN) * 1000, headers);
  const scope = byApplication ? 'application' : 'account';
  return { scope, ...(wait !== null && { retry_after: wait }) };
}
