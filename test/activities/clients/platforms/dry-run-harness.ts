import { createPlatforms } from '../../../../activities/clients/platforms/platforms';
import type { Mood } from '../../../fakes/platforms/platform-server';
import { platformConfig, type OpenHarness } from './harness';

const rehearsals: Partial<Record<Mood, string>> = {
  refuses: 'refused',
  limited: 'rate_limited',
  down: 'unknown',
  down_after: 'unknown',
  hangs_up_after: 'unknown',
  silent_after: 'unknown',
};

/** No server: its troubles are rehearsed by an option of the post. */
export const openDryRun: OpenHarness = async () => {
  const platform = createPlatforms(platformConfig()).get('dry-run');
  if (!platform) throw new Error('There is no dry-run');
  return {
    platform,
    person: { kind: 'password', identifier: 'anna', password: '', server_url: null },
    behaving: (mood, post) => ({ ...post, options: { rehearse: rehearsals[mood] } }),
    live: () => null,
    revoke: null,
    close: async () => undefined,
    knowsRepeats: true,
    altTexts: false,
  };
};
