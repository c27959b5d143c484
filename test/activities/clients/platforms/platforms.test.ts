import { createPlatforms } from '../../../../activities/clients/platforms/platforms';
import { openBluesky } from './bluesky-harness';
import { openDryRun } from './dry-run-harness';
import { platformConfig, type OpenHarness } from './harness';
import { openFacebook } from './facebook-harness';
import { openInstagram } from './instagram-harness';
import { openLinkedin } from './linkedin-harness';
import { openMastodon } from './mastodon-harness';
import { describePlatform } from './platform-contract';
import { openTiktok } from './tiktok-harness';
import { openX } from './x-harness';

const harnesses: Record<string, OpenHarness> = {
  'dry-run': openDryRun,
  mastodon: openMastodon,
  bluesky: openBluesky,
  x: openX,
  instagram: openInstagram,
  facebook: openFacebook,
  tiktok: openTiktok,
  linkedin: () => openLinkedin(),
};

test('every platform of the product is held to the contract', () => {
  const names = [...createPlatforms(platformConfig()).keys()];
  expect(Object.keys(harnesses).sort()).toEqual(names.sort());
});

describe.each(Object.entries(harnesses))('%s', (_name, open) => describePlatform(open));
