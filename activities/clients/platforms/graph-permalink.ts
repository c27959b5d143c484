import { z } from 'zod';
import type { GraphAccount } from './graph-http';
import { webAddress } from './web-address';

const patienceMs = 5_000;

/** Where people see a post, by the field that says so; null where it cannot be read just now: it is live all the same. */
export async function permalinkOf(
  { http, addresses, session: { access_token: token } }: GraphAccount,
  id: string,
  field: string,
): Promise<string | null> {
  const call = { url: `${addresses.api}/${id}`, query: { fields: field }, token };
  const expects = z.object({ [field]: z.string().optional() });
  return http({ method: 'GET', ...call, timeoutMs: patienceMs, expects }).then(
    ({ body }) => webAddress(body[field]),
    () => null,
  );
}
