// docker-compose.yml is a valid Compose file and agrees with the code. compose-spec.json is the JSON schema of the
// Compose specification as docker-compose 1.29.2 carries it (Apache-2.0).
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { patienceMs } from '../../activities/clients/image-providers/provider';
import { ConfigError, loadConfig } from '../../foundation/config';
import { imageGraceTime } from '../../worker/image-worker';
import {
  interpolate,
  readCompose,
  readText,
  root,
  type Service,
  variablesIn,
} from './compose-file';
import schema from './compose-spec.json';

const compose = readCompose();
const services = Object.entries(compose.services);
const ours = services.filter(([, service]) => service.build !== undefined);
const processes = ours.filter(([name]) => name !== 'migrate');

/** The schema without what Ajv knows by other names. */
function withoutIds(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutIds);
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).filter(
    ([key, value]) => !(['id', '$schema'].includes(key) && typeof value === 'string'),
  );
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutIds(value)]));
}

function validator(): (document: unknown) => string[] {
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajv.addFormat('duration', /^(\d+(us|ms|s|m|h))+$/);
  ajv.addFormat('ports', /^([\d.]+:)?(\d+:)?\d+(\/(tcp|udp))?$/);
  ajv.addFormat('expose', /^\d+(-\d+)?(\/[a-z]+)?$/);
  ajv.addFormat('subnet_ip_address', true);
  const validate = ajv.compile(withoutIds(schema) as object);
  return (document) => {
    validate(document);
    return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
  };
}

const samples = {
  SECRET_KEY: 's'.repeat(32),
  POSTGRES_PASSWORD: 'p',
  TEMPORAL_POSTGRES_PASSWORD: 't',
  S3_ACCESS_KEY_ID: 'a',
  S3_SECRET_ACCESS_KEY: 'b',
};

/** What compose gives to a container. */
function environmentOf(service: Service, given: Record<string, string>): Record<string, string> {
  const entries = Object.entries(service.environment ?? {});
  return Object.fromEntries(entries.map(([key, value]) => [key, interpolate(value, given)]));
}

describe('docker-compose.yml', () => {
  const check = validator();

  it('is valid by the schema of the Compose specification', () => {
    expect(check(compose)).toEqual([]);
  });

  it('would not be valid with a word misspelt', () => {
    const { api } = compose.services;
    const wrong = { services: { api: { ...api, dependson: {} } } };
    expect(check(wrong)).not.toEqual([]);
    const interval = { services: { api: { ...api, healthcheck: { interval: 'soon' } } } };
    expect(check(interval)).not.toEqual([]);
  });

  it('has all parts of the stack', () => {
    const wanted = ['postgres', 'temporal', 'temporal-ui', 'objects', 'mailbox', 'migrate'];
    expect(Object.keys(compose.services)).toEqual(
      expect.arrayContaining([...wanted, 'api', 'worker', 'inference']),
    );
  });

  it('pins the version of every image that it does not build', () => {
    const foreign = services.filter(([, { build }]) => !build).map(([, { image }]) => image);
    expect(foreign.filter((image) => !/:v?\d+(\.\d+)*(-[a-z]+)?$/.test(image))).toEqual([]);
  });

  it('opens ports on loopback only', () => {
    const ports = services.flatMap(([, service]) => service.ports ?? []);
    expect(ports.length).toBeGreaterThan(3);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
    expect(new Set(ports.map((port) => port.split(':')[1])).size).toBe(ports.length);
  });

  it('waits for the health of services that have a health check', () => {
    const checked = (name: string): boolean =>
      compose.services[name]?.healthcheck?.test !== undefined || name === 'api';
    const waits = services.flatMap(([name, { depends_on }]) =>
      Object.entries(depends_on ?? {}).map(([on, { condition }]) => ({ name, on, condition })),
    );
    expect(waits.length).toBeGreaterThan(5);
    expect(waits.filter(({ on }) => !(on in compose.services))).toEqual([]);
    const healthy = waits.filter(({ condition }) => condition === 'service_healthy');
    expect(healthy.filter(({ on }) => !checked(on))).toEqual([]);
  });

  it('kills no worker before its calls that make pictures had their time', () => {
    const minutes = (duration = ''): number => Number(/^(\d+)m$/.exec(duration)?.[1]);
    const { stop_grace_period } = compose.services['worker'] ?? {};
    expect(minutes(stop_grace_period)).toBeGreaterThan(minutes(imageGraceTime));
    expect(minutes(imageGraceTime) * 60_000).toBeGreaterThan(patienceMs);
  });

  it('waits for the end of jobs, which are not started again once they succeeded', () => {
    const jobs = services.filter(([, { restart }]) => restart !== 'unless-stopped');
    expect(jobs.map(([name]) => name).sort()).toEqual([
      'migrate',
      'temporal-namespace',
      'temporal-schema',
    ]);
    expect(jobs.filter(([, { restart }]) => restart !== 'on-failure')).toEqual([]);
    const waits = services.flatMap(([, { depends_on }]) => Object.entries(depends_on ?? {}));
    const ended = waits.filter(([, { condition }]) => condition.endsWith('completed_successfully'));
    expect([...new Set(ended.map(([on]) => on))].sort()).toEqual(jobs.map(([name]) => name).sort());
  });

  it('mounts files that exist and volumes that it declares', () => {
    const mounts = services.flatMap(([, service]) => service.volumes ?? []);
    const sources = mounts.map((mount) => mount.split(':')[0] ?? '');
    const missing = sources.filter((source) =>
      source.startsWith('./') ? !existsSync(join(root, source)) : !(source in compose.volumes),
    );
    expect(missing).toEqual([]);
    expect(Object.keys(compose.volumes).filter((volume) => !sources.includes(volume))).toEqual([]);
  });

  it('starts files that the build makes', () => {
    const programs = ours.flatMap(([, { command }]) => command?.slice(1, 2) ?? []);
    expect(programs).toContain('dist/worker/main.js');
    const source = (file: string): string => file.replace(/^dist\//, '').replace(/\.js$/, '.ts');
    expect(programs.filter((file) => !existsSync(join(root, source(file))))).toEqual([]);
  });

  it.each([
    ['matching.enableFairness', true],
    ['matching.numTaskqueueReadPartitions', 1],
    ['matching.numTaskqueueWritePartitions', 1],
  ])('takes fair turns: %s is %s', (setting, value) => {
    const settings = parse(readText('scripts/compose/temporal.yaml')) as Record<string, unknown>;
    expect(settings[setting]).toEqual([{ value }]);
  });
});

describe('the settings in docker-compose.yml', () => {
  it('are settings that the code knows', () => {
    const known = [...readText('.env.example').matchAll(/^(\w+)=/gm)].map((match) => match[1]);
    const keys = ours.flatMap(([, { environment }]) => Object.keys(environment ?? {}));
    expect(keys.filter((key) => !known.includes(key))).toEqual([]);
  });

  it.each(processes)('make %s start', (_name, service) => {
    const config = loadConfig(environmentOf(service, samples));
    expect(config.storage).toMatchObject({ driver: 's3', endpoint: 'http://objects:8333' });
    expect(config.temporal.address).toBe('temporal:7233');
    expect(new URL(config.databaseUrl).hostname).toBe('postgres');
  });

  it('name hosts that are services', () => {
    const values = ours.flatMap(([, service]) => Object.values(environmentOf(service, samples)));
    const hosts = values.flatMap((value) => /(?:@|\/\/|^)([a-z]+):\d+/.exec(value)?.[1] ?? []);
    expect(hosts).toEqual(expect.arrayContaining(['postgres', 'temporal', 'objects']));
    expect(hosts.filter((host) => !(host in compose.services))).toEqual([]);
  });

  it('do not start without a secret, and hold none', () => {
    const values = services.flatMap(([, { environment }]) => Object.entries(environment ?? {}));
    const secret = values.filter(([key]) => /PASSWORD|SECRET|ACCESS_KEY|_PWD/.test(key));
    expect(secret.length).toBeGreaterThan(5);
    const open = secret.filter(([, value]) => !/^\$\{\w+:\?[^}]+\}$/.test(value));
    expect(open).toEqual([]);
    const [, service] = processes[0] as [string, Service];
    expect(() => environmentOf(service, { ...samples, SECRET_KEY: '' })).toThrow('SECRET_KEY');
    const short = { ...samples, SECRET_KEY: 'short' };
    expect(() => loadConfig(environmentOf(service, short))).toThrow(ConfigError);
  });

  it('come from variables that the runbook explains', () => {
    const names = variablesIn(readText('docker-compose.yml')).map(({ name }) => name);
    const runbook = readText('docs/operations.md');
    expect([...new Set(names)].filter((name) => !runbook.includes(`\`${name}\``))).toEqual([]);
  });
});
