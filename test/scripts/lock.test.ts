import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { evaluate } from './run-module';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'relais-lock-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a lock is held by one, and given back', async () => {
  const file = JSON.stringify(path.join(folder, 'lock'));
  const attempt = `[m.tryLock(${file}), m.tryLock(${file}), m.unlock(${file}), m.tryLock(${file})]`;
  expect(await evaluate('provision/lock.mjs', attempt)).toEqual([true, false, null, true]);
});

test('the lock of a holder that died is taken over', async () => {
  const file = path.join(folder, 'lock');
  writeFileSync(file, JSON.stringify({ pid: process.pid, start: 'another time' }));
  expect(await evaluate('provision/lock.mjs', `m.tryLock(${JSON.stringify(file)})`)).toBe(true);
});

test('bodies under one lock never overlap', async () => {
  const file = path.join(folder, 'lock');
  const seen = path.join(folder, 'seen');
  writeFileSync(seen, '');
  const body = `m.withLock(${JSON.stringify(file)}, async () => {
    const { appendFileSync } = await import('node:fs');
    appendFileSync(${JSON.stringify(seen)}, 'in ');
    await new Promise((resolve) => setImmediate(resolve));
    appendFileSync(${JSON.stringify(seen)}, 'out ');
  })`;
  await Promise.all(Array.from({ length: 4 }, () => evaluate('provision/lock.mjs', body)));
  expect(readFileSync(seen, 'utf8')).toBe('in out '.repeat(4));
});
