// https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow and
// https://developers.facebook.com/docs/facebook-login/guides/access-tokens/get-long-lived: the pages of a person whose
// own token lives 60 days have tokens without an end. There are no proof keys for it.
import { z } from 'zod';
import type { PlatformSettings } from '../../../../foundation/config';
import type { PlatformHttp } from '../http';
import { codeConnection } from '../oauth';
import type { ConnectedAccount, OAuthConnection } from '../platform';
import { PlatformError } from '../platform-error';
import type { Addresses } from './addresses';

const usualScopes = [
  'pages_show_list',
  'pages_read_engagement',
  // Without it no page tells its own posts, nor what people make of them.
  'pages_read_user_content',
  'pages_manage_posts',
  'read_insights',
];
/** Nobody has more pages than this many answers list. */
const pagesOfPages = 20;

const grant = z.object({ access_token: z.string().min(1) });

const pageList = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      username: z.string().optional(),
      access_token: z.string().optional(),
      tasks: z.array(z.string()).optional(),
    }),
  ),
  paging: z.object({ cursors: z.object({ after: z.string().optional() }).optional() }).optional(),
});
type Page = z.infer<typeof pageList>['data'][number];

/** How people let us into their pages; one consent may open several. */
export function createConnection(
  http: PlatformHttp,
  addresses: Addresses,
  settings: PlatformSettings,
): OAuthConnection {
  const scopes = settings.scopes ?? usualScopes;
  const client_id = settings.clientId ?? '';
  const client = { client_id, client_secret: settings.clientSecret ?? '' };
  const tokenOf = async (query: Record<string, string>): Promise<string> => {
    const url = `${addresses.api}/oauth/access_token`;
    const { body } = await http({
      ...{ method: 'GET', url, expects: grant },
      query: { ...client, ...query },
    });
    return body.access_token;
  };
  return codeConnection(settings, {
    page: addresses.dialog,
    parameters: { client_id, scope: scopes.join(',') },
    exchange: async ({ code, redirect_uri }) => {
      const short = await tokenOf({ code, redirect_uri });
      const long = await tokenOf({ grant_type: 'fb_exchange_token', fb_exchange_token: short });
      return accountsOf(await listPages(http, addresses, long), scopes);
    },
  });
}

async function listPages(http: PlatformHttp, addresses: Addresses, token: string): Promise<Page[]> {
  const pages: Page[] = [];
  let after: string | undefined;
  for (let number = 0; number < pagesOfPages; number += 1) {
    const { body } = await http({
      method: 'GET',
      url: `${addresses.api}/me/accounts`,
      query: { fields: 'id,name,username,access_token,tasks', limit: 100, after },
      ...{ token, expects: pageList },
    });
    pages.push(...body.data);
    after = body.paging?.cursors?.after;
    if (after === undefined || body.data.length === 0) break;
  }
  return pages;
}

/** The pages on which this person may publish. */
function accountsOf(pages: Page[], scopes: string[]): ConnectedAccount[] {
  const accounts = pages.flatMap(({ id, name, username, access_token, tasks = [] }) => {
    if (access_token === undefined || !tasks.includes('CREATE_CONTENT')) return [];
    const tokens = { access_token, refresh_token: null, expires_in: null, scopes };
    const names = { username: username ?? name, display_name: name };
    return [{ external_id: id, ...names, server_url: null, details: {}, tokens }];
  });
  if (accounts.length > 0) return accounts;
  const detail = 'There is no page on which this person may publish.';
  throw new PlatformError({ kind: 'refused', code: 'no_account', status: null, detail });
}
