// Accounts of TikTok, by the Content Posting API. The platform deletes no posts for applications.
import type { Config } from '../../../../foundation/config';
import { createPlatformHttp } from '../http';
import type { AccountSession, Platform } from '../platform';
import { settingsOf } from '../settings';
import { addressesOf } from './addresses';
import { explainTiktok, isFailure } from './answers';
import { createConnection, refreshTokens, revokeToken } from './connection';
import { askCreator, checkOffer } from './creator';
import { measurePost } from './measure';
import { containerOf, containerShape, publishPhotos } from './publish';
import { tiktokRules } from './rules';
import type { Creator } from './session';
import { verifyAttempt } from './status';

/** The platform, with the application that the settings name. */
export function createTiktok(config: Config): Platform {
  const settings = settingsOf(config, 'tiktok');
  const addresses = addressesOf(settings.apiUrl);
  const http = createPlatformHttp({ explain: explainTiktok, isFailure });
  const creatorOf = (session: AccountSession): Creator => ({ http, addresses, session });
  return {
    name: 'tiktok',
    title: 'TikTok',
    rules: tiktokRules,
    connection: createConnection(http, addresses, settings),
    preflight: async (session, post) => checkOffer(post, await askCreator(creatorOf(session))),
    prepare: async (session, _post, _container, signal) => ({
      container: containerOf(await askCreator(creatorOf(session), signal)),
      ask_again_in: null,
    }),
    finalize: (session, post, container, signal) =>
      publishPhotos(creatorOf(session), post, container, signal),
    verify: (session, _post, { container }) =>
      verifyAttempt(creatorOf(session), containerShape.parse(container)),
    remove: null,
    measure: (session, live) => measurePost(creatorOf(session), live),
    refresh: ({ refresh_token }) => refreshTokens(http, addresses, settings, refresh_token),
    revoke: ({ access_token }) => revokeToken(http, addresses, settings, access_token),
  };
}
