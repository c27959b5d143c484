// What is written down agrees with what is there.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import rooms from './rooms.json';
import { collect, importsOf, projectFiles, read, root, sourceFiles } from './source-files';

interface Package {
  scripts: Record<string, string>;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}

const manifest = JSON.parse(read('package.json')) as Package;
const documents = projectFiles().filter((file) => file.endsWith('.md'));

/** Text with its fenced code, which may show what is no longer there. */
function prose(file: string): string {
  return read(file).replaceAll(/^```[\s\S]*?^```/gm, '');
}

/** The anchors that headings of a page make. */
function anchors(file: string): string[] {
  const headings = [...prose(file).matchAll(/^#+ (.*)$/gm)].map((match) => match[1] ?? '');
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} -]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe('documents', () => {
  it('link to what is there', () => {
    const links = documents.flatMap((file) =>
      [...prose(file).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => ({ file, to: match[1] ?? '' })),
    );
    const broken = links.filter(({ file, to }) => {
      if (/^https?:/.test(to)) return false;
      const [path = '', anchor] = to.split('#');
      const target = path ? join(dirname(file), path) : file;
      if (!existsSync(join(root, target))) return true;
      return anchor !== undefined && !anchors(target).includes(anchor);
    });
    expect(links.length).toBeGreaterThan(30);
    expect(broken).toEqual([]);
  });

  it('name scripts of package.json only', () => {
    const named = documents.flatMap((file) =>
      [...read(file).matchAll(/\bnpm (?:run ([a-z:-]+)|(start|test))\b/g)].map((match) => ({
        file,
        script: match[1] ?? match[2] ?? '',
      })),
    );
    expect(named.map(({ script }) => script)).toEqual(expect.arrayContaining(['demo', 'start']));
    expect(named.filter(({ script }) => !(script in manifest.scripts))).toEqual([]);
  });

  it('have no holes', () => {
    const words = ['TO' + 'DO', 'FIX' + 'ME', 'lorem ipsum'].join('|');
    const holes = new RegExp(`@@|\\b(${words})\\b`, 'i');
    expect(documents.filter((file) => holes.test(read(file)))).toEqual([]);
  });
});

describe('scripts of package.json', () => {
  it('start files that exist', () => {
    const files = Object.values(manifest.scripts).flatMap(
      (script) => /\bnode (scripts\/\S+)/.exec(script)?.[1] ?? [],
    );
    expect(files).toContain('scripts/start.mjs');
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });
});

describe('settings', () => {
  const parsed = ['config', 'image-settings'].flatMap((file) =>
    collect(`foundation/${file}.ts`, (node) =>
      ts.isPropertyAssignment(node) && /^[A-Z][A-Z0-9_]+$/.test(node.name.getText())
        ? node.name.getText()
        : undefined,
    ),
  );

  it('are the same in .env.example as where they are parsed', () => {
    const example = [...read('.env.example').matchAll(/^#? ?([A-Z][A-Z0-9_]+)=/gm)];
    expect(parsed).toContain('DATABASE_URL');
    expect(example.map((match) => match[1]).sort()).toEqual([...parsed].sort());
  });

  it('are all in the runbook', () => {
    const runbook = read('docs/operations.md');
    expect(parsed.filter((name) => !runbook.includes(`\`${name}\``))).toEqual([]);
  });
});

describe('dependencies', () => {
  const all = { ...manifest.dependencies, ...manifest.devDependencies };

  it('are all in docs/dependencies.md, with a reason and a licence, and nothing else is', () => {
    const rows = [
      ...read('docs/dependencies.md').matchAll(/^\| `([^`]+)` +\| (.+?) +\| (.+?) +\|$/gm),
    ];
    const packages = rows.map((row) => row[1] ?? '').filter((name) => !name.endsWith('.json'));
    expect(packages.sort()).toEqual(Object.keys(all).sort());
    expect(rows.filter((row) => (row[2] ?? '').length < 5)).toEqual([]);
  });

  it('have one exact version each', () => {
    expect(
      Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+(-|$)/.test(version)),
    ).toEqual([]);
  });

  it('of run time are imported by the rooms', () => {
    const imported = sourceFiles().flatMap((file) => importsOf(file).map((one) => one.specifier));
    const used = (name: string): boolean =>
      imported.some((specifier) => specifier === name || specifier.startsWith(`${name}/`));
    expect(Object.keys(manifest.dependencies).filter((name) => !used(name))).toEqual([]);
  });

  it('that the rooms import are there at run time', () => {
    const imported = Object.values(rooms).flatMap(({ packages }) => packages);
    const missing = imported.filter((name) => !(name in manifest.dependencies));
    expect(missing.filter((name) => name !== 'node:*')).toEqual([]);
  });
});

describe('every file', () => {
  it('holds no path of somebody’s machine', () => {
    const text = /\.(ts|mjs|js|json|md|ya?ml|py|sh|txt|html|css)$|^[^.]+$|\/run$/;
    const paths = ['work', 'root', 'farm', 'Users', 'home/[a-z]+'].join('|');
    const machine = new RegExp(`(^|[\\s'"\`=(:])/(${paths})/`, 'm');
    const files = projectFiles().filter((file) => text.test(file) && existsSync(join(root, file)));
    expect(files.length).toBeGreaterThan(200);
    expect(machine.test(`cd ${'/'}home/anna/relais`)).toBe(true);
    expect(files.filter((file) => machine.test(read(file)))).toEqual([]);
  });
});
