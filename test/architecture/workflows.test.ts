// Every workflow has what the next reader needs: a typed input, a test, a recorded history, and one name per thing.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { collect, kebab, projectFiles, read, root } from './source-files';

interface Workflow {
  name: string;
  file: string;
}

const workflows: Workflow[] = collect('workflows/index.ts', (node) => {
  if (!ts.isExportDeclaration(node) || !node.exportClause || !node.moduleSpecifier)
    return undefined;
  if (!ts.isNamedExports(node.exportClause)) return undefined;
  const path = (node.moduleSpecifier as ts.StringLiteral).text;
  return node.exportClause.elements.map((element) => ({
    name: element.name.text,
    file: `workflows/${path.replace('./', '')}`,
  }));
}).flat();

const each = workflows.map(({ name, file }) => [name, file] as const);
const contracts = projectFiles('workflows').filter((file) => file.endsWith('/contract.ts'));

describe('workflows', () => {
  it('are exported from one place', () => {
    expect(workflows.map(({ name }) => name)).toContain('processBatch');
  });

  it.each(each)('%s lies alone in a file of its name', (name, file) => {
    expect(file.split('/')[2]).toBe(kebab(name));
    const exported = collect(`${file}.ts`, (node) =>
      ts.isFunctionDeclaration(node) &&
      node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
        ? node.name?.text
        : undefined,
    );
    expect(exported).toEqual([name]);
  });

  it.each(each)('%s takes one object, typed in the contract of its domain', (name, file) => {
    const types = collect(`${file}.ts`, (node) =>
      ts.isFunctionDeclaration(node) && node.name?.text === name
        ? node.parameters.map((parameter) => parameter.type?.getText())
        : undefined,
    ).flat();
    const input = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
    expect(types).toEqual([input]);
    const declared = contracts.filter((contract) =>
      read(contract).includes(`interface ${input} {`),
    );
    expect(declared).toHaveLength(1);
  });

  it.each(each)('%s has a test', (_name, file) => {
    expect(existsSync(join(root, 'test', `${file}.test.ts`))).toBe(true);
  });

  it.each(each)('%s has a recorded history that must replay', (name) => {
    const folder = `test/replay/histories/${kebab(name)}`;
    const histories = existsSync(join(root, folder)) ? projectFiles(folder) : [];
    expect(histories.filter((file) => file.endsWith('.json')).length).toBeGreaterThan(0);
  });
});

describe('names on the wire', () => {
  const kinds: Record<string, string> = {
    defineSignal: 'Signal',
    defineQuery: 'Query',
    defineUpdate: 'Update',
  };
  const definitions = projectFiles('workflows').flatMap((file) =>
    collect(file, (node) => {
      if (!ts.isVariableDeclaration(node) || !node.initializer) return undefined;
      if (!ts.isCallExpression(node.initializer)) return undefined;
      const kind = kinds[node.initializer.expression.getText()];
      const [wire] = node.initializer.arguments;
      if (!kind || !wire || !ts.isStringLiteral(wire)) return undefined;
      return { file, name: node.name.getText(), kind, wire: wire.text };
    }),
  );

  it('are those of the constants, which add only the kind', () => {
    expect(definitions.map(({ name }) => name)).toContain('pokeSignal');
    expect(definitions.filter(({ name, wire, kind }) => name !== `${wire}${kind}`)).toEqual([]);
  });

  it('are defined in contracts, where others find them', () => {
    expect(definitions.filter(({ file }) => !file.endsWith('/contract.ts'))).toEqual([]);
  });
});

describe('the workflow bundle', () => {
  // What the SDK itself brings into the sandbox.
  const sandbox = ['@temporalio/common', '@temporalio/workflow', 'long', 'ms', 'nexus-rpc'];
  const bundle = read('dist/workflow-bundle.js');
  const modules = [...bundle.matchAll(/^\/\*\*\*\/ "([^"]+)"/gm)].map((match) => match[1] ?? '');

  it('holds the workflows and the SDK, and no model, validator or builtin of Node', () => {
    const packages = modules
      .filter((module) => module.startsWith('./node_modules/'))
      .map((module) => /^\.\/node_modules\/((@[^/]+\/)?[^/]+)\//.exec(module)?.[1] ?? module);
    expect([...new Set(packages)].filter((name) => !sandbox.includes(name))).toEqual([]);
    const own = modules.filter((module) => /^\.\/(?!node_modules\/)/.test(module));
    expect(own.filter((module) => !module.startsWith('./workflows/'))).toEqual([]);
    expect(own).toContain('./workflows/operations/process-batch.ts');
    // Places for converters of one's own, which the SDK leaves empty.
    const places = [...bundle.matchAll(/^ {2}!\*\*\* __temporal_custom_\w+ \(ignored\)/gm)];
    expect(modules.filter((module) => !module.startsWith('./'))).toHaveLength(places.length);
  });
});
