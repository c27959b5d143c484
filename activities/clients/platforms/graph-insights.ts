import { z } from 'zod';
import type { GraphAccount } from './graph-http';

const insights = z.object({
  data: z.array(
    z.object({ name: z.string(), values: z.array(z.object({ value: z.number() })).min(1) }),
  ),
});

/** The figures of a post, by name: https://developers.facebook.com/docs/graph-api/reference/insights */
export async function insightsOf(
  { http, addresses, session: { access_token: token } }: GraphAccount,
  id: string,
  query: Record<string, string>,
): Promise<Map<string, number>> {
  const call = { url: `${addresses.api}/${id}/insights`, query, token };
  const { body } = await http({ method: 'GET', ...call, expects: insights });
  return new Map(body.data.flatMap(({ name, values: [one] }) => (one ? [[name, one.value]] : [])));
}
