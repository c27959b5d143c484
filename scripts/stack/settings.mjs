// The environment that a stack gives to its processes.
import path from 'node:path';
import { postgresUrl } from '../provision/postgres.mjs';
import { root } from '../project.mjs';
import { secretOf } from './secret.mjs';

// What somebody may have set for the stack that people use; a stack on free ports takes none of it.
const respected = [
  'PUBLIC_URL',
  'APP_URL',
  'SECRET_KEY',
  'STORAGE_DRIVER',
  'STORAGE_DIR',
  'MODELS_DIR',
  'SMTP_URL',
  'MAIL_FROM',
  'TEMPORAL_NAMESPACE',
  'API_HOST',
];

/** The settings of a stack's processes, over which `overrides` win. */
export function settingsOf({ stateDir, ports, password, temporalAddress, fixed, overrides = {} }) {
  const own = {
    NODE_ENV: 'production',
    // The pinned version of that SDK runs on Node 20; its advice about later ones would fill every log.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    TEMPORAL_ADDRESS: temporalAddress,
    TEMPORAL_NAMESPACE: 'default',
    API_HOST: '127.0.0.1',
    API_PORT: String(ports.api),
    PUBLIC_URL: `http://127.0.0.1:${ports.api}`,
    SECRET_KEY: secretOf(stateDir),
    STORAGE_DRIVER: 'local',
    STORAGE_DIR: path.join(stateDir, 'objects'),
    MODELS_DIR: path.join(root, 'ml', 'models'),
    SMTP_URL: `smtp://127.0.0.1:${ports.smtp}`,
    MAILBOX_PORT: String(ports.mailbox),
    SMTP_PORT: String(ports.smtp),
    MAILBOX_DIR: path.join(stateDir, 'mail'),
  };
  if (password)
    own.DATABASE_URL = postgresUrl({ password, port: ports.postgres, database: 'relais' });
  const given = fixed ? respected.filter((name) => process.env[name]) : [];
  const kept = Object.fromEntries(given.map((name) => [name, process.env[name]]));
  return Object.fromEntries(
    Object.entries({ ...own, ...kept, ...overrides }).filter(([, value]) => value !== undefined),
  );
}
