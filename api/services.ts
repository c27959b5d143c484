// Everything that handlers stand on, built once per process. Tests build their own.
import type { Client } from '@temporalio/client';
import type { Knex } from 'knex';
import {
  createLocalUrlSigner,
  type LocalUrlSigner,
} from '../activities/clients/local-object-store-url';
import { createObjectStore, type ObjectStore } from '../activities/clients/object-store';
import { createPlatforms, type Platforms } from '../activities/clients/platforms/platforms';
import { createTemporalClient } from '../activities/clients/temporal';
import { createThumbnailer, type Thumbnailer } from '../activities/clients/thumbnailer';
import { systemClock, type Clock } from '../foundation/clock';
import type { Config } from '../foundation/config';
import { openDatabase } from '../foundation/database';
import type { Logger } from '../foundation/logging';
import { createAccountSecrets, type AccountSecrets } from '../models/identity/account-secrets';
import { createAccessTokens, type AccessTokens } from '../models/identity/access-token';
import { createApiKeyReader, type ApiKeyReader } from '../models/identity/api-key-reader';
import { createRefreshTokens, type RefreshTokens } from '../models/identity/refresh-token';
import { createSessionReader, type SessionReader } from '../models/identity/session-reader';

export interface Services {
  config: Config;
  logger: Logger;
  clock: Clock;
  database: Knex;
  objectStore: ObjectStore;
  thumbnailer: Thumbnailer;
  /** Signs what the API serves itself, whichever store it comes from. */
  links: LocalUrlSigner;
  platforms: Platforms;
  temporal: Client;
  accessTokens: AccessTokens;
  refreshTokens: RefreshTokens;
  accountSecrets: AccountSecrets;
  sessions: SessionReader;
  apiKeys: ApiKeyReader;
  /** Forgets what is remembered of users, because they, their roles or their keys were just changed. */
  forgetUsers(ids: string[] | 'all'): void;
  /** Closes every connection. */
  close(): Promise<void>;
}

/** The services of a process. Nothing connects before it is used. */
export function createServices(
  config: Config,
  logger: Logger,
  clock: Clock = systemClock,
): Services {
  const database = openDatabase(config, logger);
  const temporal = createTemporalClient(config);
  const objectStore = createObjectStore(config, clock);
  const { secretKey, api } = config;
  const sessions = createSessionReader(database, clock);
  const apiKeys = createApiKeyReader(database, clock);
  return {
    config,
    logger,
    clock,
    database,
    objectStore,
    thumbnailer: createThumbnailer(objectStore),
    links: createLocalUrlSigner({ secretKey, publicUrl: api.publicUrl }, clock),
    platforms: createPlatforms(config),
    temporal,
    accessTokens: createAccessTokens(config.secretKey, clock),
    refreshTokens: createRefreshTokens(config.secretKey),
    accountSecrets: createAccountSecrets(config.secretKey),
    sessions,
    apiKeys,
    forgetUsers: (ids) => {
      sessions.forgetUsers(ids);
      apiKeys.forgetUsers(ids);
    },
    close: async () => {
      await Promise.all([database.destroy(), temporal.connection.close()]);
    },
  };
}
