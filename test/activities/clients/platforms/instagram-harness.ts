import { createPlatforms } from '../../../../activities/clients/platforms/platforms';
import { InstagramServer } from '../../../fakes/platforms/instagram-server';
import { platformConfig, type Harness } from './harness';

export async function openInstagram(): Promise<Harness & { server: InstagramServer }> {
  const server = await new InstagramServer().listen();
  const settings = {
    PLATFORM_INSTAGRAM_CLIENT_ID: 'app',
    PLATFORM_INSTAGRAM_CLIENT_SECRET: 'app-secret',
    PLATFORM_INSTAGRAM_API_URL: server.url,
  };
  const platform = createPlatforms(platformConfig(settings)).get('instagram');
  if (!platform) throw new Error('There is no instagram');
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
