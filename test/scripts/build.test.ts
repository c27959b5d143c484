import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { evaluate } from './run-module';

jest.setTimeout(60_000);

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'relais-build-'));
  symlinkSync(path.join(__dirname, '../../node_modules'), path.join(folder, 'node_modules'));
  mkdirSync(path.join(folder, 'foundation'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string): void {
  writeFileSync(path.join(folder, name), content);
}

function build(): Promise<boolean> {
  return evaluate<boolean>('build.mjs', `m.build(${JSON.stringify(folder)})`);
}

test('only what changed is written, and what is gone is removed', async () => {
  write('foundation/one.ts', 'export const one: number = 1;\n');
  write('foundation/two.ts', 'export const two = 2;\n');
  write('foundation/data.json', '{"three":3}');
  write('foundation/mail.text.eta', 'Hello <%= it.name %>');
  expect(await build()).toBe(true);
  expect(await build()).toBe(false);
  expect(readFileSync(path.join(folder, 'dist/foundation/data.json'), 'utf8')).toBe('{"three":3}');
  expect(existsSync(path.join(folder, 'dist/foundation/mail.text.eta'))).toBe(true);

  write('foundation/one.ts', 'export const one: number = 11;\n');
  rmSync(path.join(folder, 'foundation/two.ts'));
  expect(await build()).toBe(true);
  expect(readFileSync(path.join(folder, 'dist/foundation/one.js'), 'utf8')).toContain('11');
  expect(existsSync(path.join(folder, 'dist/foundation/two.js'))).toBe(false);
});

test('a file that does not compile is reported and tried again', async () => {
  write('foundation/one.ts', 'export const = 1;\n');
  await expect(build()).rejects.toThrow('one.ts');
  write('foundation/one.ts', 'export const one = 1;\n');
  expect(await build()).toBe(true);
});

test('compiled modules can be imported by name from ES modules', async () => {
  write('foundation/one.ts', 'export const one = 1;\n');
  await build();
  const file = JSON.stringify(path.join(folder, 'dist/foundation/one.js'));
  expect(await evaluate<number>('build.mjs', `import(${file}).then(({ one }) => one)`)).toBe(1);
});
