// What a platform needs to be held to the contract of platform-contract.ts: its fake, and a person who lets us in.
import sharp from 'sharp';
import { createHash } from 'node:crypto';
import { loadConfig, type Config } from '../../../../foundation/config';
import type {
  AccountSession,
  Platform,
  PostMedia,
  PreparedPost,
} from '../../../../activities/clients/platforms/platform';
import { createPlatforms } from '../../../../activities/clients/platforms/platforms';
import type { LiveOnFake, Mood, PlatformServer } from '../../../fakes/platforms/platform-server';

export interface Harness {
  platform: Platform;
  /** How the person proves who they are: by a page where they agree, or by a password. */
  person:
    | { kind: 'oauth'; server_url: string | null; consent(url: string): Promise<{ code: string }> }
    | { kind: 'password'; identifier: string; password: string; server_url: string | null };
  /** The post, as it has to be for publishing to end so; a fake server changes its mood. */
  behaving(mood: Mood, post: PreparedPost): PreparedPost;
  /** What is live; null where nothing can be. */
  live(): LiveOnFake[] | null;
  /** Takes the account's tokens back; null where there are none. */
  revoke: (() => void) | null;
  /** Lets the platform answer no more. */
  close(): Promise<void>;
  /** Whether a repeat of the same attempt can be told from a second post. */
  knowsRepeats: boolean;
  /** Whether the post's pictures carry descriptions. */
  altTexts: boolean;
  /** False where the answer to publishing alone names the attempt: once it is lost, nobody can be asked. */
  namesAttempts?: false;
}

export type OpenHarness = () => Promise<Harness>;

/** A platform whose fake is a server that a test holds in its hands. */
export type Served<S extends PlatformServer> = Harness & { server: S };

/** Starts a fake, and opens its platform with the settings that go with it. */
export async function serve<S extends PlatformServer>(
  name: string,
  fake: S,
  settings: (server: S) => NodeJS.ProcessEnv,
  facts: (server: S) => Omit<Harness, 'platform' | 'behaving' | 'live' | 'revoke' | 'close'>,
): Promise<Served<S>> {
  const server = await fake.listen();
  return {
    ...{ server, platform: platformOf(name, settings(server)), ...facts(server) },
    behaving: (mood, post) => {
      server.mood = mood;
      return post;
    },
    live: () => server.live(),
    revoke: () => server.revoke(),
    close: () => server.close(),
  };
}

/** A platform of the product, as these settings make it. */
export function platformOf(name: string, settings: NodeJS.ProcessEnv = {}): Platform {
  const platform = createPlatforms(platformConfig(settings)).get(name);
  if (!platform) throw new Error(`There is no ${name}`);
  return platform;
}

/** Settings that let servers of this machine be called. */
export function platformConfig(settings: NodeJS.ProcessEnv = {}): Config {
  return loadConfig({
    NODE_ENV: 'test',
    DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing',
    SECRET_KEY: 'a secret that only the tests know, long enough',
    STORAGE_DIR: '.state/objects',
    OUTGOING_ALLOW_HTTP: 'true',
    OUTGOING_ALLOW_RANGES: '127.0.0.0/8',
    ...settings,
  });
}

/** A session of an account that was just connected. */
export type OpenSession = AccountSession & { refresh_token: string | null };

/** A picture of one colour. */
export async function samplePicture(options: Partial<PostMedia> = {}): Promise<PostMedia> {
  const { width = 1080, height = 1080, media_type = 'image/jpeg' } = options;
  const create = { width, height, channels: 3 as const, background: '#5b2a86' };
  const format = media_type.slice('image/'.length) as 'jpeg' | 'png' | 'webp';
  const bytes = await sharp({ create }).toFormat(format).toBuffer();
  return {
    sha256: createHash('sha256').update(bytes).digest('hex'),
    ...{ media_type, width, height, size_bytes: bytes.length },
    alt_text: 'A plum on a white table',
    bytes: async () => bytes,
    public_url: 'https://media.example.org/studio/plum.jpg',
    ...options,
  };
}
