import { createPlatforms } from '../../../../activities/clients/platforms/platforms';
import { MastodonServer } from '../../../fakes/platforms/mastodon-server';
import { platformConfig, type Harness } from './harness';

export async function openMastodon(): Promise<Harness & { server: MastodonServer }> {
  const server = await new MastodonServer().listen();
  const platform = createPlatforms(platformConfig()).get('mastodon');
  if (!platform) throw new Error('There is no mastodon');
  return {
    ...{ server, platform },
    person: {
      kind: 'oauth',
      server_url: `${server.url}/@anna`,
      consent: async (url) => server.consent(url),
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
