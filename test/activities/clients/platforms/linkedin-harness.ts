import { createPlatforms } from '../../../../activities/clients/platforms/platforms';
import { LinkedinServer } from '../../../fakes/platforms/linkedin-server';
import { platformConfig, type Harness } from './harness';

/** An application that may read what it wrote, unless it is given other permissions. */
export async function openLinkedin(
  scopes = 'openid,profile,w_member_social,r_member_social',
): Promise<Harness & { server: LinkedinServer }> {
  const server = await new LinkedinServer().listen();
  const settings = {
    PLATFORM_LINKEDIN_CLIENT_ID: 'app',
    PLATFORM_LINKEDIN_CLIENT_SECRET: 'app-secret',
    PLATFORM_LINKEDIN_API_URL: server.url,
    PLATFORM_LINKEDIN_SCOPES: scopes,
  };
  const platform = createPlatforms(platformConfig(settings)).get('linkedin');
  if (!platform) throw new Error('There is no linkedin');
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
