import { createPlatforms } from '../../../../activities/clients/platforms/platforms';
import { BlueskyServer } from '../../../fakes/platforms/bluesky-server';
import { platformConfig, type Harness } from './harness';

export async function openBluesky(): Promise<Harness & { server: BlueskyServer }> {
  const server = await new BlueskyServer().listen();
  const platform = createPlatforms(platformConfig()).get('bluesky');
  if (!platform) throw new Error('There is no bluesky');
  return {
    ...{ server, platform },
    person: {
      ...{ kind: 'password', identifier: `@${server.handle}`, password: server.appPassword },
      server_url: server.url,
    },
    behaving: (mood, post) => {
      server.mood = mood;
      return post;
    },
    live: () => server.live(),
    revoke: () => server.revoke(),
    close: () => server.close(),
    knowsRepeats: true,
    altTexts: true,
  };
}
