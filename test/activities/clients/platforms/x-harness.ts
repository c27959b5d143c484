import { createPlatforms } from '../../../../activities/clients/platforms/platforms';
import { XServer } from '../../../fakes/platforms/x-server';
import { platformConfig, type Harness } from './harness';

export async function openX(): Promise<Harness & { server: XServer }> {
  const server = await new XServer().listen();
  const config = platformConfig({
    PLATFORM_X_API_URL: server.url,
    PLATFORM_X_CLIENT_ID: server.clientId,
    PLATFORM_X_CLIENT_SECRET: server.clientSecret,
  });
  const platform = createPlatforms(config).get('x');
  if (!platform) throw new Error('There is no x');
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
