import { createPlatforms } from '../../../../activities/clients/platforms/platforms';
import { TiktokServer } from '../../../fakes/platforms/tiktok-server';
import { platformConfig, type Harness } from './harness';

export async function openTiktok(): Promise<Harness & { server: TiktokServer }> {
  const server = await new TiktokServer().listen();
  const settings = {
    PLATFORM_TIKTOK_CLIENT_ID: 'app',
    PLATFORM_TIKTOK_CLIENT_SECRET: 'app-secret',
    PLATFORM_TIKTOK_API_URL: server.url,
  };
  const platform = createPlatforms(platformConfig(settings)).get('tiktok');
  if (!platform) throw new Error('There is no tiktok');
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
    altTexts: false,
    namesAttempts: false,
  };
}
