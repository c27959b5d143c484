// Every setting of every process, parsed once. All problems are reported together; secrets are never printed.
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { type ImagesConfig, imageSettings, imagesOf, unreadyProviders } from './image-settings';
import { isRange } from './public-addresses';

const port = z.coerce.number().int().min(1).max(65535);
const count = z.coerce.number().int().min(1);
const list = z
  .string()
  .transform((value) => value.split(',').map((entry) => entry.trim()))
  .transform((entries) => entries.filter((entry) => entry !== ''));

/** `Name <address>`, or the address alone. */
const mailbox = z
  .string()
  .regex(/^([^<>"\p{Cc}]+ <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/u)
  .transform((value) => {
    const [, name = '', address = value] = /^(.+) <(.+)>$/.exec(value) ?? [];
    return { name: name.trim(), address };
  });

const ranges = list.refine((entries) => entries.every(isRange), 'must be ranges like 10.0.0.0/8');
const secretKey = z.string().min(32, 'must have at least 32 characters');

const settings = z
  .object({
    NODE_ENV: z.enum(['production', 'development', 'test']).default('production'),
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
    DATABASE_POOL_SIZE: count.default(8),
    TEMPORAL_ADDRESS: z.string().default('127.0.0.1:7233'),
    TEMPORAL_NAMESPACE: z.string().default('default'),
    API_HOST: z.string().default('127.0.0.1'),
    API_PORT: port.default(8000),
    PUBLIC_URL: z.url({ protocol: /^https?$/ }).default('http://127.0.0.1:8000'),
    CORS_ORIGINS: list.default([]),
    TRUSTED_PROXIES: list.default([]),
    RATE_LIMIT_SCALE: z.coerce.number().min(0).default(1),
    SECRET_KEY: secretKey,
    FORMER_SECRET_KEYS: list.pipe(z.array(secretKey)).default([]),
    ERASURE_GRACE_DAYS: z.coerce.number().int().min(0).default(30),
    OUTGOING_ALLOW_HTTP: z.stringbool().default(false),
    OUTGOING_ALLOW_RANGES: ranges.default([]),
    STORAGE_DRIVER: z.enum(['local', 's3']).default('local'),
    STORAGE_DIR: z.string().optional(),
    S3_ENDPOINT: z.url().optional(),
    S3_PUBLIC_ENDPOINT: z.url().optional(),
    S3_REGION: z.string().default('us-east-1'),
    S3_BUCKET: z.string().optional(),
    S3_ACCESS_KEY_ID: z.string().optional(),
    S3_SECRET_ACCESS_KEY: z.string().optional(),
    MODELS_DIR: z.string().default('ml/models'),
    INFERENCE_PROCESSES: count.default(availableParallelism()),
    WORKFLOW_CACHE_SIZE: z.coerce.number().int().min(0).default(1_000),
    APP_URL: z.url({ protocol: /^https?$/ }).optional(),
    SMTP_URL: z.url({ protocol: /^smtps?$/ }).default('smtp://127.0.0.1:1025'),
    MAIL_FROM: mailbox.default({ name: 'Relais', address: 'no-reply@localhost' }),
    ...imageSettings,
    LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  })
  .superRefine((env, context) => {
    const required: (keyof typeof env)[] =
      env.STORAGE_DRIVER === 'local'
        ? ['STORAGE_DIR']
        : ['S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'];
    for (const name of required.filter((key) => env[key] === undefined)) {
      const message = `is required when STORAGE_DRIVER is ${env.STORAGE_DRIVER}`;
      context.addIssue({ code: 'custom', path: [name], message });
    }
    for (const name of unreadyProviders(env)) {
      const message = `names ${name}, whose key or address is not set`;
      context.addIssue({ code: 'custom', path: ['IMAGES_PROVIDERS'], message });
    }
  });

const platformSetting = /^PLATFORM_([A-Z][A-Z0-9_]*)_(CLIENT_ID|CLIENT_SECRET|API_URL|SCOPES)$/;
const apiUrl = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/$/, ''));

/** `PLATFORM_<NAME>_CLIENT_ID`, `_CLIENT_SECRET`, `_API_URL` and `_SCOPES`: which platforms there are is not known here. */
const platformEntries = z.record(z.string(), z.string()).transform((given, context) => {
  const platforms: Record<string, PlatformSettings> = {};
  for (const [key, value] of Object.entries(given)) {
    const [, word = '', setting] = platformSetting.exec(key) ?? [];
    if (setting === undefined) continue;
    const name = word.toLowerCase().replaceAll('_', '-');
    const platform = (platforms[name] ??= { ...noSettings });
    if (setting === 'CLIENT_ID') platform.clientId = value;
    else if (setting === 'CLIENT_SECRET') platform.clientSecret = value;
    else if (setting === 'SCOPES') platform.scopes = value.split(/[\s,]+/).filter(Boolean);
    else {
      const url = apiUrl.safeParse(value);
      if (url.success) platform.apiUrl = url.data;
      else context.addIssue({ code: 'custom', path: [key], message: 'Invalid URL' });
    }
  }
  return platforms;
});

/** Where objects are kept: a folder of this machine, or a bucket. */
export type StorageConfig =
  | { driver: 'local'; directory: string }
  | {
      driver: 's3';
      endpoint: string | undefined;
      publicEndpoint: string | undefined;
      region: string;
      bucket: string;
      accessKeyId: string;
      secretAccessKey: string;
    };

/** The application that this deployment has at a social platform, and where that answers when it is elsewhere. */
export interface PlatformSettings {
  clientId: string | null;
  clientSecret: string | null;
  apiUrl: string | null;
  /** What is asked of people who connect an account, instead of the usual. */
  scopes: string[] | null;
}

/** Those of a platform that no setting speaks of. */
export const noSettings: PlatformSettings = {
  clientId: null,
  clientSecret: null,
  apiUrl: null,
  scopes: null,
};

/** The settings of a process, as the code reads them. */
export interface Config {
  environment: 'production' | 'development' | 'test';
  databaseUrl: string;
  databasePoolSize: number;
  temporal: { address: string; namespace: string };
  api: {
    host: string;
    port: number;
    publicUrl: string;
    corsOrigins: string[];
    /** Addresses and networks whose word on the client's address counts. */
    trustedProxies: string[];
    /** What the contract's rate limits are multiplied by; 0 turns them off. */
    rateLimitScale: number;
  };
  secretKey: string;
  /** Secret keys of before, the newest first: what they sealed is still read. */
  formerSecretKeys: string[];
  /** How long the deletion of an account can be taken back. */
  erasureGraceDays: number;
  /** What requests to servers of users may do besides https to public addresses. */
  outgoing: { allowHttp: boolean; allowRanges: string[] };
  storage: StorageConfig;
  modelsDir: string;
  inference: { processes: number };
  worker: { workflowCacheSize: number };
  /** By the names of platforms, those that any setting speaks of. */
  platforms: Readonly<Record<string, PlatformSettings>>;
  /** Where people see their things; links in mails begin with it. */
  appUrl: string;
  mail: { smtpUrl: string; from: { name: string; address: string } };
  /** Who makes pictures, and what an owner may use of it. */
  images: ImagesConfig;
  logLevel: string;
}

/** Thrown when settings are missing or wrong; its message lists every one of them, without values. */
export class ConfigError extends Error {}

/** The one setting that a migration needs. */
export function readDatabaseUrl(environment: NodeJS.ProcessEnv = process.env): string {
  const parsed = settings.shape.DATABASE_URL.safeParse(environment['DATABASE_URL']);
  if (!parsed.success) throw new ConfigError('DATABASE_URL is missing or wrong');
  return parsed.data;
}

/** Reads the settings from the environment, or throws one `ConfigError` that names every problem. */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, v]) => v !== ''));
  const parsed = settings.safeParse(given);
  const platforms = platformEntries.safeParse(given);
  if (!parsed.success || !platforms.success) {
    const issues = [...(parsed.error?.issues ?? []), ...(platforms.error?.issues ?? [])];
    const lines = issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigError(`These settings are missing or wrong:\n${lines.join('\n')}`);
  }
  const env = parsed.data;
  return {
    environment: env.NODE_ENV,
    databaseUrl: env.DATABASE_URL,
    databasePoolSize: env.DATABASE_POOL_SIZE,
    temporal: { address: env.TEMPORAL_ADDRESS, namespace: env.TEMPORAL_NAMESPACE },
    api: {
      host: env.API_HOST,
      port: env.API_PORT,
      publicUrl: env.PUBLIC_URL.replace(/\/$/, ''),
      corsOrigins: env.CORS_ORIGINS,
      trustedProxies: env.TRUSTED_PROXIES,
      rateLimitScale: env.RATE_LIMIT_SCALE,
    },
    secretKey: env.SECRET_KEY,
    formerSecretKeys: env.FORMER_SECRET_KEYS,
    erasureGraceDays: env.ERASURE_GRACE_DAYS,
    outgoing: { allowHttp: env.OUTGOING_ALLOW_HTTP, allowRanges: env.OUTGOING_ALLOW_RANGES },
    storage: storageOf(env),
    modelsDir: env.MODELS_DIR,
    inference: { processes: env.INFERENCE_PROCESSES },
    worker: { workflowCacheSize: env.WORKFLOW_CACHE_SIZE },
    platforms: platforms.data,
    appUrl: (env.APP_URL ?? env.PUBLIC_URL).replace(/\/$/, ''),
    mail: { smtpUrl: env.SMTP_URL, from: env.MAIL_FROM },
    images: imagesOf(env),
    logLevel: env.LOG_LEVEL,
  };
}

function storageOf(env: z.infer<typeof settings>): StorageConfig {
  if (env.STORAGE_DRIVER === 'local') return { driver: 'local', directory: env.STORAGE_DIR ?? '' };
  return {
    driver: 's3',
    endpoint: env.S3_ENDPOINT,
    publicEndpoint: env.S3_PUBLIC_ENDPOINT,
    region: env.S3_REGION,
    bucket: env.S3_BUCKET ?? '',
    accessKeyId: env.S3_ACCESS_KEY_ID ?? '',
    secretAccessKey: env.S3_SECRET_ACCESS_KEY ?? '',
  };
}
