// The files of the project, and what TypeScript sees in them. Parsed once per test file.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** The folder of this checkout. */
export const root = join(__dirname, '../..');

// Walks without git, so that the tests also hold in a plain copy of the tree.
const ignored = readFileSync(join(root, '.gitignore'), 'utf8')
  .split('\n')
  .filter((line) => line.endsWith('/'))
  .map((line) => line.slice(0, -1))
  .concat('.git');

/** Every file of the project by its path from the root, without what git ignores. */
export function projectFiles(folder = ''): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    if (entry.isDirectory()) {
      return ignored.includes(entry.name) || ignored.includes(path) ? [] : projectFiles(path);
    }
    return entry.isFile() && !entry.name.endsWith('.log') ? [path] : [];
  });
}

const rooms = ['foundation', 'models', 'workflows', 'activities', 'worker', 'api', 'migrations'];

/** The TypeScript of the rooms, without tests and generated code. */
export function sourceFiles(): string[] {
  const files = rooms.flatMap((room) => projectFiles(room));
  return files.filter((file) => file.endsWith('.ts'));
}

/** Files that a generator writes. */
export function isGenerated(file: string): boolean {
  return file.startsWith('clients/typescript/') || file.startsWith('openapi/generated/');
}

export function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

const parsed = new Map<string, ts.SourceFile>();

/** The syntax tree of a file. */
export function parse(file: string): ts.SourceFile {
  const known = parsed.get(file);
  if (known) return known;
  const kind = file.endsWith('.mjs') ? ts.ScriptKind.JS : ts.ScriptKind.TS;
  const tree = ts.createSourceFile(file, read(file), ts.ScriptTarget.ES2023, true, kind);
  parsed.set(file, tree);
  return tree;
}

/** All nodes of a file for which `pick` returns something. */
export function collect<T>(file: string, pick: (node: ts.Node) => T | undefined): T[] {
  const found: T[] = [];
  const visit = (node: ts.Node): void => {
    const value = pick(node);
    if (value !== undefined) found.push(value);
    ts.forEachChild(node, visit);
  };
  visit(parse(file));
  return found;
}

export interface Import {
  specifier: string;
  typesOnly: boolean;
}

/** What a file imports, in whichever way it says so. */
export function importsOf(file: string): Import[] {
  return collect(file, (node) => {
    const specifier = specifierOf(node);
    return specifier === undefined ? undefined : { specifier, typesOnly: isTypesOnly(node) };
  });
}

function specifierOf(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
    return textOf(node.moduleSpecifier);
  }
  if (ts.isExternalModuleReference(node)) return textOf(node.expression);
  if (ts.isImportTypeNode(node)) {
    return ts.isLiteralTypeNode(node.argument) ? textOf(node.argument.literal) : undefined;
  }
  if (!ts.isCallExpression(node)) return undefined;
  const imports = node.expression.kind === ts.SyntaxKind.ImportKeyword;
  const requires = /^require(\.resolve)?$/.test(node.expression.getText());
  return imports || requires ? textOf(node.arguments[0]) : undefined;
}

function textOf(node: ts.Node | undefined): string | undefined {
  return node && ts.isStringLiteralLike(node) ? node.text : undefined;
}

function isTypesOnly(node: ts.Node): boolean {
  if (ts.isImportTypeNode(node)) return true;
  if (ts.isExportDeclaration(node)) return node.isTypeOnly;
  if (!ts.isImportDeclaration(node)) return false;
  const clause = node.importClause;
  if (clause?.isTypeOnly) return true;
  const names = clause?.namedBindings;
  if (clause?.name || !names || !ts.isNamedImports(names)) return false;
  return names.elements.length > 0 && names.elements.every((element) => element.isTypeOnly);
}

/** `createBatch` and `CreateBatch` as the name of a file. */
export function kebab(name: string): string {
  return name.replaceAll(/(?<=[a-z0-9])([A-Z])/g, '-$1').toLowerCase();
}
