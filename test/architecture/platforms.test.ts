// A platform is its folder and its line in platforms.ts. What else names one has to change when one is added.
import ts from 'typescript';
import { createPlatforms } from '../../activities/clients/platforms/platforms';
import { platformConfig } from '../activities/clients/platforms/harness';
import { collect, importsOf, projectFiles, read, sourceFiles } from './source-files';

const home = 'activities/clients/platforms';
const registration = `${home}/platforms.ts`;
const platforms = [...createPlatforms(platformConfig()).values()];
/** The default of who has no keys: anybody may know it. */
const names = platforms.map(({ name }) => name).filter((name) => name !== 'dry-run');

/** Not about publishing: what people say of themselves, and invented mails. */
const elsewhere = /\/identity\/|_create_profiles\.ts$|\/mail-samples\.ts$/;

/** Words of names and of text in the code; comments are none of it. */
function wordsOf(node: ts.Node): string | undefined {
  if (ts.isIdentifier(node)) return node.text.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, ' ');
  if (ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node)) return node.text;
  return undefined;
}

/** Names of one letter are words of all kinds; they count as a whole text, where platforms are talked about. */
function mentions(file: string, text: string, name: string): boolean {
  if (name.length > 2) return new RegExp(`(?<![a-z])${name}(?![a-z])`, 'i').test(text);
  const isNear = folderOf(file) === name || /\/(studio|platforms)\/[^/]+$/.test(file);
  return isNear && text === name;
}

function namedIn(file: string): string[] {
  const words = [...new Set(collect(file, wordsOf))];
  const found = names.filter((name) => words.some((text) => mentions(file, text, name)));
  return found.map((name) => `${file}: ${name}`);
}

/** The folder of a platform that a file lies in. */
function folderOf(file: string): string | undefined {
  return new RegExp(`^${home}/([^/]+)/`).exec(file)?.[1];
}

describe('platforms', () => {
  it('are named in their own folder and where they are registered, and nowhere else', () => {
    const files = sourceFiles().filter((file) => file !== registration && !elsewhere.test(file));
    const wrong = files.flatMap((file) =>
      namedIn(file).filter((mention) => !mention.endsWith(`: ${folderOf(file)}`)),
    );
    expect(wrong).toEqual([]);
  });

  it('are found where they are named', () => {
    const named = sourceFiles().filter((file) => folderOf(file) !== undefined);
    const found = named.flatMap((file) => (namedIn(file).length > 0 ? [folderOf(file)] : []));
    expect([...new Set(found)].sort()).toEqual([...names].sort());
  });

  it('have a folder each, and every folder is a platform', () => {
    const folders = projectFiles(home).flatMap((file) => folderOf(file) ?? []);
    const all = platforms.map(({ name }) => name);
    expect([...new Set(folders)].sort()).toEqual(all.sort());
  });

  it('know nothing of each other, and are known to their registration alone', () => {
    const wrong = sourceFiles().flatMap((file) =>
      importsOf(file)
        .filter(({ specifier }) => specifier.startsWith('.'))
        .map(({ specifier }) => new URL(specifier, `file:///${file}`).pathname.slice(1))
        .filter((target) => folderOf(target) !== undefined && folderOf(target) !== folderOf(file))
        .map((target) => `${file}: ${target}`),
    );
    expect(wrong.filter((line) => !line.startsWith(`${registration}: `))).toEqual([]);
  });

  it('are open words in the contract', () => {
    const bundle = read('openapi/generated/bundle.json');
    const lists = bundle.match(/"enum":\s*\[[^\]]*\]/g) ?? [];
    expect(lists.length).toBeGreaterThan(50);
    expect(lists.filter((list) => names.some((name) => list.includes(`"${name}"`)))).toEqual([]);
  });
});
