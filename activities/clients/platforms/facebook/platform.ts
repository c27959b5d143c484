// Pages of Facebook.
import { z } from 'zod';
import type { Config } from '../../../../foundation/config';
import { createGraphHttp, type GraphAccount } from '../graph-http';
import { unlessMissing } from '../http-failure';
import type { AccountSession, LivePost, Platform } from '../platform';
import { PlatformError } from '../platform-error';
import { settingsOf } from '../settings';
import { addressesOf } from './addresses';
import { createConnection } from './connection';
import { measurePost } from './measure';
import { publishPost, uploadPhotos } from './publish';
import { facebookRules } from './rules';
import { verifyPost } from './verify';

const identity = z.object({ id: z.string() });

/** The platform, with the application that the settings name. */
export function createFacebook(config: Config): Platform {
  const settings = settingsOf(config, 'facebook');
  const addresses = addressesOf(settings.apiUrl);
  const http = createGraphHttp(settings.clientSecret);
  const pageOf = (session: AccountSession): GraphAccount => ({ http, addresses, session });
  return {
    name: 'facebook',
    title: 'Facebook',
    rules: facebookRules,
    connection: createConnection(http, addresses, settings),
    preflight: async (session) => {
      await http({
        method: 'GET',
        url: `${addresses.api}/${session.external_id}`,
        query: { fields: 'id' },
        ...{ token: session.access_token, expects: identity },
      });
      return [];
    },
    prepare: async (session, post, container, signal) => ({
      container: container ?? (await uploadPhotos(pageOf(session), post, signal)),
      ask_again_in: null,
    }),
    finalize: (session, post, container, signal) =>
      publishPost(pageOf(session), post, container, signal),
    verify: (session, post, attempt) => verifyPost(pageOf(session), post, attempt),
    remove: (session, live) => removePost(pageOf(session), live),
    measure: (session, live) => measurePost(pageOf(session), live),
    // Tokens of pages do not end.
    refresh: null,
  };
}

/** The platform answers alike for a post that is gone and for one that may not be deleted: only the latter can be read. */
async function removePost(
  { http, addresses, session }: GraphAccount,
  live: LivePost,
): Promise<void> {
  const call = { url: `${addresses.api}/${live.external_id}`, token: session.access_token };
  if (await unlessMissing(http({ method: 'DELETE', ...call, expects: z.unknown() }))) return;
  const read = { ...call, query: { fields: 'id' }, expects: identity };
  if (!(await unlessMissing(http({ method: 'GET', ...read })))) return;
  const facts = { kind: 'refused', code: 'live_post_not_removable', status: 400 } as const;
  throw new PlatformError({ ...facts, detail: 'The post may be read, and not deleted.' });
}
