// X, by version 2 of its API: https://docs.x.com/x-api/introduction
import type { Config } from '../../../../foundation/config';
import { createPlatformHttp } from '../http';
import type { Platform } from '../platform';
import { settingsOf } from '../settings';
import { explainX, user } from './answers';
import { applicationOf, createConnection, refreshTokens, revokeTokens } from './connection';
import { isFresh, uploadMedia } from './media';
import { createPost, deletePost, findPost, measurePost } from './posts';
import { xRules } from './rules';

/** Posts to X. */
export function createX(config: Config): Platform {
  const application = applicationOf(settingsOf(config, 'x'));
  const { api } = application;
  const http = createPlatformHttp({ explain: explainX });
  return {
    name: 'x',
    title: 'X',
    rules: xRules,
    connection: createConnection(http, application),
    preflight: async ({ access_token: token }) => {
      await http({ method: 'GET', url: `${api}/2/users/me`, token, expects: user });
      return [];
    },
    prepare: async (session, post, container, signal) => ({
      container:
        container && isFresh(container)
          ? container
          : await uploadMedia(http, api, session, post, signal),
      ask_again_in: null,
    }),
    finalize: (session, post, container, signal) =>
      createPost(http, api, session, post, { container, signal }),
    verify: (session, post, attempt) => findPost(http, api, { session, post, attempt }),
    remove: (session, live) => deletePost(http, api, session, live),
    measure: (session, live) => measurePost(http, api, session, live),
    refresh: (session) => refreshTokens(http, application, session),
    revoke: (session) => revokeTokens(http, application, session),
  };
}
