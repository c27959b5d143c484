import { createPlatforms } from '../../../../activities/clients/platforms/platforms';
import { FacebookServer } from '../../../fakes/platforms/facebook-server';
import { platformConfig, type Harness } from './harness';

export async function openFacebook(): Promise<Harness & { server: FacebookServer }> {
  const server = await new FacebookServer().listen();
  const settings = {
    PLATFORM_FACEBOOK_CLIENT_ID: 'app',
    PLATFORM_FACEBOOK_CLIENT_SECRET: 'app-secret',
    PLATFORM_FACEBOOK_API_URL: server.url,
  };
  const platform = createPlatforms(platformConfig(settings)).get('facebook');
  if (!platform) throw new Error('There is no facebook');
  return {
    ...{ server, platform },
    person: { kind: 'oauth', server_url: null, consent: async (url) => server.consent(url) },
    behaving: (mood, post) => {
      server.mood = mood;
      return post;
    },
    live: () => server.live(),
    revoke: () => server.revoke(),
    close: () => server.close(),
    knowsRepeats: false,
    altTexts: true,
  };
}
