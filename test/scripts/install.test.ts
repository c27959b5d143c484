import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { evaluate } from './run-module';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'relais-install-'));
  mkdirSync(path.join(folder, 'node_modules'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function lockfile(name: string, packages: Record<string, object>): void {
  writeFileSync(path.join(folder, name), JSON.stringify({ packages: { '': {}, ...packages } }));
}

function isInstalled(): Promise<boolean> {
  return evaluate<boolean>('install.mjs', `m.isInstalled(${JSON.stringify(folder)})`);
}

const one = { version: '1.0.0', integrity: 'sha512-one' };
const forAnother = { version: '1.0.0', integrity: 'sha512-two', optional: true };

test.each([
  ['the same packages', { 'node_modules/one': one }, true],
  ['nothing', undefined, false],
  ['another version', { 'node_modules/one': { ...one, version: '1.0.1' } }, false],
  ['another content', { 'node_modules/one': { ...one, integrity: 'sha512-other' } }, false],
  ['a package too many', { 'node_modules/one': one, 'node_modules/more': one }, false],
  ['a package too few', {}, false],
])('with %s installed, the answer is right', async (_, installed, expected) => {
  lockfile('package-lock.json', { 'node_modules/one': one, 'node_modules/win': forAnother });
  if (installed) lockfile('node_modules/.package-lock.json', installed);
  expect(await isInstalled()).toBe(expected);
});

test.each([
  ['20.19.0', null],
  ['24.21.0', null],
  ['20.18.3', 'Relais needs Node 20.19 or newer; this is Node 20.18.3.'],
  ['18.20.8', 'Relais needs Node 20.19 or newer; this is Node 18.20.8.'],
])('Node %s is judged', async (version, message) => {
  const attempt = `(() => { try { m.checkNode('${version}'); return null; } catch (e) { return e.message; } })()`;
  expect(await evaluate<string | null>('project.mjs', attempt)).toBe(message);
});
