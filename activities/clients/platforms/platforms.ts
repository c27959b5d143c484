// Every platform of the product, by name. Adding one: its folder, and its line here.
import type { Config } from '../../../foundation/config';
import { createBluesky } from './bluesky/platform';
import { createDryRun } from './dry-run/platform';
import { createFacebook } from './facebook/platform';
import { createInstagram } from './instagram/platform';
import { createLinkedin } from './linkedin/platform';
import { createMastodon } from './mastodon/platform';
import type { Platform } from './platform';
import { createTiktok } from './tiktok/platform';
import { createX } from './x/platform';

/** The platforms, with the applications that the settings name. */
export type Platforms = ReadonlyMap<string, Platform>;

type Maker = (config: Config) => Platform;

const makers: readonly Maker[] = [
  createDryRun,
  createMastodon,
  createBluesky,
  createX,
  createInstagram,
  createFacebook,
  createTiktok,
  createLinkedin,
];

export function createPlatforms(config: Config): Platforms {
  return new Map(makers.map((make) => make(config)).map((platform) => [platform.name, platform]));
}
