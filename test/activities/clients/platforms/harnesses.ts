// Every platform of the product with its fake, to be held to the contract of platform-contract.ts.
import { BlueskyServer } from '../../../fakes/platforms/bluesky-server';
import { FacebookServer } from '../../../fakes/platforms/facebook-server';
import { InstagramServer } from '../../../fakes/platforms/instagram-server';
import { LinkedinServer } from '../../../fakes/platforms/linkedin-server';
import { MastodonServer } from '../../../fakes/platforms/mastodon-server';
import type { Mood, PlatformServer } from '../../../fakes/platforms/platform-server';
import { TiktokServer } from '../../../fakes/platforms/tiktok-server';
import { XServer } from '../../../fakes/platforms/x-server';
import { platformOf, serve, type Harness, type OpenHarness, type Served } from './harness';

export const openMastodon = (): Promise<Served<MastodonServer>> =>
  serve('mastodon', new MastodonServer(), noSettings, (server) => ({
    person: {
      ...{ kind: 'oauth', server_url: `${server.url}/@anna` },
      consent: async (url) => server.consent(url),
    },
    ...{ knowsRepeats: true, altTexts: true },
  }));

export const openBluesky = (): Promise<Served<BlueskyServer>> =>
  serve('bluesky', new BlueskyServer(), noSettings, ({ url, handle, appPassword: password }) => ({
    person: { kind: 'password', identifier: `@${handle}`, password, server_url: url },
    ...{ knowsRepeats: true, altTexts: true },
  }));

export const openX = (): Promise<Served<XServer>> =>
  serve(
    'x',
    new XServer(),
    ({ url, clientId, clientSecret }) => application('X', url, clientId, clientSecret),
    (server) => ({ person: visitor(server), knowsRepeats: false, altTexts: true }),
  );

export const openInstagram = (): Promise<Served<InstagramServer>> =>
  serve(
    'instagram',
    new InstagramServer(),
    ({ url }) => application('INSTAGRAM', url),
    (server) => ({ person: visitor(server), knowsRepeats: false, altTexts: true }),
  );

export const openFacebook = (): Promise<Served<FacebookServer>> =>
  serve(
    'facebook',
    new FacebookServer(),
    ({ url }) => application('FACEBOOK', url),
    (server) => ({ person: visitor(server), knowsRepeats: false, altTexts: true }),
  );

export const openTiktok = (): Promise<Served<TiktokServer>> =>
  serve(
    'tiktok',
    new TiktokServer(),
    ({ url }) => application('TIKTOK', url),
    (server) => ({
      ...{ person: visitor(server), knowsRepeats: false, altTexts: false, namesAttempts: false },
    }),
  );

/** An application that may read what it wrote, unless it is given other permissions. */
export const openLinkedin = (
  scopes = 'openid,profile,w_member_social,r_member_social',
): Promise<Served<LinkedinServer>> =>
  serve(
    'linkedin',
    new LinkedinServer(),
    ({ url }) => ({ ...application('LINKEDIN', url), PLATFORM_LINKEDIN_SCOPES: scopes }),
    (server) => ({ person: visitor(server), knowsRepeats: false, altTexts: true }),
  );

const rehearsals: Partial<Record<Mood, string>> = {
  refuses: 'refused',
  limited: 'rate_limited',
  down: 'unknown',
  down_after: 'unknown',
  hangs_up_after: 'unknown',
  silent_after: 'unknown',
};

/** No server: its troubles are rehearsed by an option of the post. */
const openDryRun: OpenHarness = async () => ({
  platform: platformOf('dry-run'),
  person: { kind: 'password', identifier: 'anna', password: '', server_url: null },
  behaving: (mood, post) => ({ ...post, options: { rehearse: rehearsals[mood] } }),
  live: () => null,
  revoke: null,
  close: async () => undefined,
  ...{ knowsRepeats: true, altTexts: false },
});

/** How each of them is opened. */
export const harnesses: Readonly<Record<string, OpenHarness>> = {
  'dry-run': openDryRun,
  mastodon: openMastodon,
  bluesky: openBluesky,
  x: openX,
  instagram: openInstagram,
  facebook: openFacebook,
  tiktok: openTiktok,
  linkedin: () => openLinkedin(),
};

const noSettings = (): NodeJS.ProcessEnv => ({});

/** The settings of a deployment's application at a platform. */
function application(
  name: string,
  url: string,
  id = 'app',
  secret = 'app-secret',
): NodeJS.ProcessEnv {
  return {
    [`PLATFORM_${name}_CLIENT_ID`]: id,
    [`PLATFORM_${name}_CLIENT_SECRET`]: secret,
    [`PLATFORM_${name}_API_URL`]: url,
  };
}

/** Somebody who is sent to the platform's page, and agrees there. */
function visitor(
  server: PlatformServer & { consent(url: string): { code: string } },
): Harness['person'] {
  return { kind: 'oauth', server_url: null, consent: async (url) => server.consent(url) };
}
