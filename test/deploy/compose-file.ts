// docker-compose.yml as its readers see it: parsed, and with its variables filled in.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

export const root = join(__dirname, '../..');

export interface Service {
  image: string;
  build?: { context: string; target: string };
  command?: string[];
  entrypoint?: string[];
  environment?: Record<string, string>;
  volumes?: string[];
  ports?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test?: string[]; disable?: boolean };
  restart?: string;
  stop_grace_period?: string;
}

export interface ComposeFile {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
}

export function readText(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

export function readCompose(): ComposeFile {
  return parse(readText('docker-compose.yml')) as ComposeFile;
}

const variable = /\$\{(\w+)(?:(:[-?])([^}]*))?\}/g;

/** The variables of a value, and whether each must be set. */
export function variablesIn(value: string): { name: string; required: boolean }[] {
  return [...value.matchAll(variable)].map((match) => ({
    name: match[1] ?? '',
    required: match[2] === ':?',
  }));
}

/** A value as compose would pass it on. */
export function interpolate(value: string, given: Record<string, string>): string {
  return value.replaceAll(variable, (_all, name: string, operator?: string, rest?: string) => {
    if (given[name]) return given[name];
    if (operator === ':?') throw new Error(`${name} ${rest}`);
    return operator === ':-' ? (rest ?? '') : '';
  });
}
