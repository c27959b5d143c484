import pino from 'pino';
import type { Config } from './config';

export type Logger = pino.Logger;

const secrets = [
  'password',
  'password2',
  'access',
  'refresh',
  'token',
  'secret',
  'authorization',
  'cookie',
];

/** A structured logger of one process; fields that carry secrets are removed. */
export function createLogger(config: Pick<Config, 'logLevel'>, name: string): Logger {
  const paths = secrets.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);
  return pino({ name, level: config.logLevel, redact: { paths, remove: true } });
}
