// The Dockerfile builds from files that exist, for the Node that the checks run on, and starts without root.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readCompose, readText, root } from './compose-file';

interface Instruction {
  word: string;
  rest: string;
}

const instructions: Instruction[] = readText('Dockerfile')
  .replaceAll(/^#.*$/gm, '')
  .replaceAll('\\\n', ' ')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => {
    const [word = '', ...rest] = line.trim().split(/\s+/);
    return { word, rest: rest.join(' ') };
  });

function restOf(word: string): string[] {
  return instructions.filter((one) => one.word === word).map(({ rest }) => rest);
}

/** The instructions that make a stage, those of the stages below it included. */
function stage(name: string): Instruction[] {
  const start = instructions.findIndex(
    (one) => one.word === 'FROM' && one.rest.endsWith(` AS ${name}`),
  );
  if (start < 0) return [];
  const next = instructions.findIndex((one, index) => index > start && one.word === 'FROM');
  const own = instructions.slice(start + 1, next < 0 ? undefined : next);
  return [...stage(instructions[start]?.rest.split(' ')[0] ?? ''), ...own];
}

const targets = ['api', 'worker'];

describe('the image', () => {
  it('runs on the long-term release of Node that the checks use', () => {
    const [, image] = /^(\S+) AS base$/.exec(restOf('FROM')[0] ?? '') ?? [];
    const [, major] = /^node:(\d+)-bookworm-slim$/.exec(image ?? '') ?? [];
    const [, checked] = /other-node\.mjs (\d+)\./.exec(readText('.ci/run')) ?? [];
    expect(major).toBe(checked);
    expect(Number(major) % 2).toBe(0);
  });

  it('is built from files that are there and not kept out', () => {
    const kept = readText('.dockerignore').split('\n');
    const copied = restOf('COPY')
      .filter((rest) => !rest.startsWith('--from'))
      .flatMap((rest) => rest.split(' ').slice(0, -1));
    expect(copied).toContain('ml/models');
    expect(copied.filter((file) => !existsSync(join(root, file)))).toEqual([]);
    expect(copied.filter((file) => kept.includes(file))).toEqual([]);
  });

  it('takes nothing of this machine along', () => {
    const kept = readText('.dockerignore').split('\n');
    expect(kept).toEqual(
      expect.arrayContaining(['.git', '.env', '.state', 'dist', '**/node_modules']),
    );
  });

  it.each(targets)('%s does not run as root', (target) => {
    const users = stage(target).filter(({ word }) => word === 'USER');
    expect(users.map(({ rest }) => rest)).toEqual(['node']);
  });

  it.each(targets)('%s starts a file that the build makes', (target) => {
    const commands = stage(target).filter(({ word }) => word === 'CMD');
    const [program, file] = JSON.parse(commands.at(-1)?.rest ?? '[]') as string[];
    expect(program).toBe('node');
    expect(file).toBe(`dist/${target}/main.js`);
    expect(existsSync(join(root, target, 'main.ts'))).toBe(true);
  });

  it('has every target that compose builds', () => {
    const built = Object.values(readCompose().services).flatMap(({ build }) => build?.target ?? []);
    expect([...new Set(built)].sort()).toEqual(targets);
    for (const target of built) expect(stage(target)).not.toEqual([]);
  });

  it('asks the API for its health where the API answers', () => {
    const check = stage('api').find(({ word }) => word === 'HEALTHCHECK')?.rest ?? '';
    const [, path = ''] = /127\.0\.0\.1:8000(\/[a-z/]+)/.exec(check) ?? [];
    const bundle = JSON.parse(readText('openapi/generated/bundle.json')) as {
      servers: [{ url: string }];
      paths: Record<string, unknown>;
    };
    const addresses = Object.keys(bundle.paths).map((one) => `${bundle.servers[0].url}${one}`);
    expect(addresses).toContain(path);
  });

  it('installs from the lockfile, without install scripts and without development packages', () => {
    const [, packages] = restOf('RUN').filter((rest) => rest.startsWith('npm ci'));
    expect(packages).toMatch(/--omit=dev --ignore-scripts/);
  });
});
