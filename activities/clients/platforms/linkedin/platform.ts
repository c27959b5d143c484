// Members and organisations of LinkedIn, by its versioned interface.
import { z } from 'zod';
import type { Config } from '../../../../foundation/config';
import { createPlatformHttp } from '../http';
import { unlessMissing } from '../http-failure';
import type { AccountSession, LivePost, Platform } from '../platform';
import { settingsOf } from '../settings';
import { addressesOf, restHeaders } from './addresses';
import { explainLinkedin } from './answers';
import { createConnection, refreshTokens } from './connection';
import { describeAccount } from './describe';
import { measurePost } from './measure';
import { containerShape, prepareImages, publishPost, type Author } from './publish';
import { linkedinRules } from './rules';
import { verifyPost } from './verify';

/** The platform, with the application that the settings name. */
export function createLinkedin(config: Config): Platform {
  const settings = settingsOf(config, 'linkedin');
  const addresses = addressesOf(settings.apiUrl);
  const http = createPlatformHttp({ explain: explainLinkedin });
  const authorOf = (session: AccountSession): Author => ({ http, addresses, session });
  return {
    name: 'linkedin',
    title: 'LinkedIn',
    rules: linkedinRules,
    connection: createConnection(http, addresses, settings),
    preflight: async (session) => {
      await describeAccount(authorOf(session));
      return [];
    },
    prepare: (session, post, container, signal) =>
      prepareImages(authorOf(session), post, container && containerShape.parse(container), signal),
    finalize: (session, post, container, signal) =>
      publishPost(authorOf(session), post, containerShape.parse(container), signal),
    verify: (session, post, attempt) => verifyPost(authorOf(session), post, attempt),
    remove: (session, live) => removePost(authorOf(session), live),
    measure: (session, live) => measurePost(authorOf(session), live),
    refresh: ({ refresh_token }) => refreshTokens(http, addresses, settings, refresh_token),
  };
}

/** "Deletes are idempotent: previously deleted posts answer 204." */
async function removePost({ http, addresses, session }: Author, live: LivePost): Promise<void> {
  await unlessMissing(
    http({
      method: 'DELETE',
      url: `${addresses.api}/rest/posts/${encodeURIComponent(live.external_id)}`,
      headers: { ...restHeaders, 'x-restli-method': 'DELETE' },
      ...{ token: session.access_token, expects: z.unknown() },
    }),
  );
}
