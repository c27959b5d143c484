// Names and sizes: one thing is called the same everywhere, and a file holds one idea.
import { basename, dirname } from 'node:path';
import ts from 'typescript';
import {
  collect,
  isGenerated,
  kebab,
  parse,
  projectFiles,
  read,
  sourceFiles,
} from './source-files';

const code = projectFiles().filter((file) => /\.(ts|mjs)$/.test(file) && !isGenerated(file));
const toolsReadByName = ['eslint.config.mjs', 'prettier.config.mjs', 'jest.config.mjs'];
const vague = ['utils', 'util', 'helpers', 'helper', 'manager', 'common', 'lib', 'misc', 'shared'];

/** A file's name without what says which kind of file it is. */
function stem(file: string): string {
  return basename(file).replace(/(\.(test|queries|view|config))?\.(ts|mjs)$/, '');
}

describe('files and folders', () => {
  it('have kebab-case names; migrations have an instant and a sentence', () => {
    const migration = /^migrations\/\d{14}_[a-z]+(_[a-z]+)*\.ts$/;
    const wrong = code.filter((file) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(stem(file)));
    expect(wrong.filter((file) => !migration.test(file))).toEqual([]);
    const folders = new Set(code.map(dirname).flatMap((folder) => folder.split('/')));
    expect([...folders].filter((name) => !/^\.$|^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))).toEqual([]);
  });

  it('are not named after nothing', () => {
    // The contract's shared shapes keep the name that OpenAPI authors look for.
    const named = projectFiles().filter(
      (file) => !isGenerated(file) && /\.(ts|mjs|yaml)$/.test(file),
    );
    const wrong = named.filter((file) =>
      [...dirname(file).split('/'), stem(file)].some((part) => vague.includes(part)),
    );
    expect(wrong.filter((file) => !file.startsWith('openapi/shared/'))).toEqual([]);
  });

  it('hold at most 300 lines', () => {
    // Examples are data, and the root names each path in two lines: nobody reads them from top to bottom.
    const contract = projectFiles('openapi').filter((file) =>
      /(?<!\/examples|\/openapi)\.yaml$/.test(file),
    );
    const long = [...code, ...contract].filter((file) => read(file).split('\n').length > 301);
    expect(long.filter((file) => !isGenerated(file))).toEqual([]);
  });

  it('export by name', () => {
    const withDefault = code.filter((file) =>
      parse(file).statements.some(
        (statement) =>
          ts.isExportAssignment(statement) ||
          (ts.canHaveModifiers(statement) &&
            ts
              .getModifiers(statement)
              ?.some((modifier) => modifier.kind === ts.SyntaxKind.DefaultKeyword)),
      ),
    );
    expect(withDefault.filter((file) => !toolsReadByName.includes(file))).toEqual([]);
  });

  it('switch no check off', () => {
    const marks = [
      'eslint-' + 'disable',
      '@ts-' + 'ignore',
      '@ts-' + 'nocheck',
      '\\bas ' + 'any\\b',
    ];
    const pattern = new RegExp(marks.join('|'));
    const wrong = code.filter((file) => pattern.test(read(file)));
    expect(wrong).toEqual([]);
  });
});

describe('entities', () => {
  const entities = sourceFiles().flatMap((file) =>
    collect(file, (node) => {
      if (!ts.isClassDeclaration(node)) return undefined;
      const table = node.members.find((member) => member.name?.getText() === 'tableName');
      return table && { file, name: node.name?.text ?? '', table: tableOf(table) };
    }),
  );

  it('lie one in a file of models, which is named after it', () => {
    expect(entities.length).toBeGreaterThan(5);
    const wrong = entities.filter(
      ({ file, name }) => !file.startsWith('models/') || stem(file) !== kebab(name),
    );
    expect(wrong).toEqual([]);
  });

  it('have singular names and plural tables, which say the domain where the word is ambiguous', () => {
    const wrong = entities.filter(({ file, name, table }) => {
      const domain = file.split('/')[1] ?? '';
      const words = kebab(name).replaceAll('-', '_');
      const plural = `${words}s`.replace(/([^aeiou])ys$/, '$1ies').replace(/(ch|sh|x)s$/, '$1es');
      const named = [plural, `${domain}_${plural}`, `${domain}_${plural.replace(/^.*_/, '')}`];
      return /[^s]s$/.test(name) || !named.includes(table);
    });
    expect(wrong).toEqual([]);
  });
});

function tableOf(member: ts.ClassElement): string {
  const value = ts.isPropertyDeclaration(member) ? member.initializer : undefined;
  return value && ts.isStringLiteral(value) ? value.text : '';
}
