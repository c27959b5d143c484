import { z } from 'zod';
import type { PlatformHttp } from '../http';
import { restHeaders, type Addresses } from './addresses';
import type { Author } from './publish';

const member = z.object({ sub: z.string(), name: z.string() });
const organization = z.object({ localizedName: z.string() });

/** https://learn.microsoft.com/linkedin/consumer/integrations/self-serve/sign-in-with-linkedin-v2 */
export async function describeMember(
  http: PlatformHttp,
  addresses: Addresses,
  token: string,
): Promise<z.infer<typeof member>> {
  const url = `${addresses.api}/v2/userinfo`;
  return (await http({ method: 'GET', url, token, expects: member })).body;
}

/** https://learn.microsoft.com/linkedin/marketing/community-management/organizations/organization-lookup-api */
export async function describeOrganization(
  http: PlatformHttp,
  addresses: Addresses,
  urn: string,
  token: string,
): Promise<z.infer<typeof organization>> {
  const url = `${addresses.api}/rest/organizations/${urn.split(':').at(-1)}`;
  const call = { method: 'GET' as const, url, headers: restHeaders, token };
  return (await http({ ...call, expects: organization })).body;
}

/** Whether the account may still be read, and so its tokens work. */
export async function describeAccount({ http, addresses, session }: Author): Promise<void> {
  const { external_id: urn, access_token } = session;
  if (isOrganization(urn)) await describeOrganization(http, addresses, urn, access_token);
  else await describeMember(http, addresses, access_token);
}

export function isOrganization(urn: string): boolean {
  return urn.startsWith('urn:li:organization:');
}
