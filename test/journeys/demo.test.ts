// The command that a newcomer types.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { manyPictures } from '../faults/pictures';
import { until } from '../support/until';

jest.setTimeout(420_000);

const folder = mkdtempSync(join(tmpdir(), 'relais demo '));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function demo(...args: string[]): ChildProcess {
  const script = join(__dirname, '../../scripts/demo.mjs');
  const env = { ...process.env, STATE_DIR: folder, INIT_CWD: folder };
  return spawn(process.execPath, [script, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const child = demo(...args);
  if (!child.stdout || !child.stderr) throw new Error('no pipes');
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number]>,
  ]);
  return { code, out, err };
}

async function fill(name: string, count: number): Promise<string> {
  const place = mkdtempSync(join(folder, name));
  for (const file of await manyPictures(count)) {
    writeFileSync(join(place, file.name), new Uint8Array(await file.arrayBuffer()));
  }
  return place;
}

it('classifies the drawings that come along, says what they are, and ends', async () => {
  const { code, out, err } = await run('--json');
  expect({ code, err }).toMatchObject({ code: 0 });
  expect(err).toContain('drawings');
  const result = JSON.parse(out.trim().split('\n').at(-1) ?? '') as Record<string, unknown>;
  expect(result).toMatchObject({ images: 24, succeeded: 24, failed: 0 });
  expect(Object.keys(result)).toEqual([
    'batch_id',
    'images',
    'succeeded',
    'failed',
    'images_per_second',
    'classes',
    'report',
  ]);
  const counts = Object.values(result['classes'] as Record<string, number>);
  expect(counts.reduce((sum, count) => sum + count)).toBe(24);
  const report = JSON.parse(readFileSync(String(result['report']), 'utf8')) as {
    items: unknown[];
  };
  expect(report.items).toHaveLength(24);
});

it('skips what is no picture by its name, and names what is none by its bytes', async () => {
  const place = await fill('mixed', 5);
  writeFileSync(join(place, 'notes.txt'), 'notes');
  writeFileSync(join(place, 'broken.jpg'), 'no picture');
  const { code, out } = await run('--images', place);
  expect({ code, out }).toMatchObject({ code: 0 });
  expect(out).toContain('6 pictures');
  expect(out).toContain('1 other file is left out');
  expect(out).toMatch(/broken\.jpg: .*\(not_an_image\)/);
});

it.each([
  ['nowhere', /There is nothing at .*nowhere/],
  ['.', /There are no pictures in/],
  ['words.zip', /is neither a folder nor a ZIP/],
])('says in a line what is wrong with %s', async (place, line) => {
  writeFileSync(join(folder, 'words.zip'), 'these are words');
  const empty = place === '.' ? mkdtempSync(join(folder, 'empty')) : place;
  const { code, err } = await run('--images', empty);
  expect(code).toBe(1);
  expect(err).toMatch(line);
  expect(err.trim().split('\n')).toHaveLength(1);
});

it('leaves nothing running when it is interrupted in its middle', async () => {
  const child = demo('--images', await fill('many', 2_000));
  let out = '';
  child.stdout?.on('data', (chunk: Buffer) => void (out += chunk.toString()));
  const ended = once(child, 'exit') as Promise<[number]>;
  await until(() => /batch \S+ works/.test(out), 240_000);
  child.kill('SIGINT');
  expect(await ended).toEqual([130, null]);
  const folders = readdirSync(join(__dirname, '../../.state/demo'));
  expect(folders.filter((name) => name.startsWith(`${child.pid}-`))).toEqual([]);
  const api = /Ready after .*: (http\S+)/.exec(out)?.[1] ?? '';
  await expect(fetch(`${api}/health`)).rejects.toThrow('fetch failed');
});
