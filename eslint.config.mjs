// What the compiler does not see. The arrows between rooms are in test/architecture/rooms.json, which a test reads too.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import tseslint from 'typescript-eslint';

const root = path.dirname(fileURLToPath(import.meta.url));
const rooms = JSON.parse(readFileSync(path.join(root, 'test/architecture/rooms.json'), 'utf8'));
const source = Object.keys(rooms).map((room) => `${room}/**/*.ts`);
const tests = ['test/**/*.ts'];
const scripts = ['**/*.mjs'];

/** The innermost room that a path relative to the root lies in. */
function roomOf(file) {
  const around = Object.keys(rooms).filter((room) => file.startsWith(`${room}/`));
  return around.sort((a, b) => b.length - a.length)[0];
}

function matches(pattern, name) {
  const expression = pattern.split('*').map((part) => part.replaceAll(/[.+?^$()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${expression.join('[^/]+')}(/|$)`).test(name);
}

/** Why the import is not allowed; undefined when it is. */
function complaint(file, specifier, typesOnly) {
  const room = roomOf(file);
  if (!room) return undefined;
  const { rooms: open, packages, types } = rooms[room];
  if (specifier.startsWith('.')) {
    const target = path.posix.join(path.posix.dirname(file), specifier);
    const fits = [room, room.split('/')[0], ...open].some((pattern) => matches(pattern, target));
    return fits ? undefined : `${room} may not import ${target}`;
  }
  const known = typesOnly ? [...packages, ...types] : packages;
  const fits = known.some((pattern) => matches(pattern.replace('node:*', 'node:**'), specifier));
  return fits ? undefined : `${room} may not import ${specifier}${typesOnly ? '' : ' (a value)'}`;
}

// `import type { X }` and `import { type X }` are the same to the compiler.
function onlyTypes({ importKind, specifiers }) {
  const each = specifiers.map((specifier) => specifier.importKind);
  return importKind === 'type' || (each.length > 0 && each.every((kind) => kind === 'type'));
}

const arrows = {
  meta: { type: 'problem', schema: [], docs: { description: 'Imports follow the arrows.' } },
  create(context) {
    const file = path.relative(root, context.filename).split(path.sep).join('/');
    const check = (node, typesOnly) => {
      const specifier = node.source?.value;
      if (typeof specifier !== 'string') return;
      const message = complaint(file, specifier, typesOnly);
      if (message) context.report({ node, message });
    };
    return {
      ImportDeclaration: (node) => check(node, onlyTypes(node)),
      ExportNamedDeclaration: (node) => check(node, node.exportKind === 'type'),
      ExportAllDeclaration: (node) => check(node, node.exportKind === 'type'),
      ImportExpression: (node) => check(node, false),
    };
  },
};

// Every name that this Node offers without an import, so that a mistyped one is seen.
const globals = Object.fromEntries(
  Object.getOwnPropertyNames(globalThis).map((name) => [name, 'readonly']),
);

const noDefaultExport = {
  selector: 'ExportDefaultDeclaration',
  message: 'Export by name: one name per thing.',
};
const noEnvironment = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'Settings are parsed once, in foundation/config.ts.',
};

// Without a parser of types, for everything.
const plain = {
  'array-callback-return': 'error',
  eqeqeq: 'error',
  'no-cond-assign': 'error',
  'no-const-assign': 'error',
  'no-constant-binary-expression': 'error',
  'no-dupe-else-if': 'error',
  'no-dupe-keys': 'error',
  'no-duplicate-case': 'error',
  'no-empty': 'error',
  'no-fallthrough': 'error',
  'no-self-assign': 'error',
  'no-template-curly-in-string': 'error',
  'no-unreachable': 'error',
  'no-unsafe-finally': 'error',
  'no-unused-private-class-members': 'error',
  'no-useless-catch': 'error',
  'no-useless-escape': 'error',
  'no-var': 'error',
  'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'], location: 'anywhere' }],
  'object-shorthand': 'error',
  'prefer-const': 'error',
  'prefer-object-has-own': 'error',
};

const config = tseslint.config(
  {
    ignores: [
      '**/node_modules/',
      '**/dist/',
      '**/coverage/',
      '.state/',
      '.cache/',
      'clients/typescript/',
      'openapi/generated/',
      'ml/.venv/',
      'ml/runs/',
      'test/replay/histories/',
    ],
  },
  {
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' },
  },
  {
    files: scripts,
    languageOptions: { ecmaVersion: 2023, sourceType: 'module', globals },
    rules: {
      ...plain,
      'no-undef': 'error',
      'no-unused-vars': ['error', { ignoreRestSiblings: true }],
      'no-redeclare': ['error', { builtinGlobals: false }],
      'no-restricted-syntax': ['error', noDefaultExport],
      'max-lines': ['error', { max: 300 }],
    },
  },
  {
    files: ['*.config.mjs'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: [...source, ...tests],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    rules: {
      ...plain,
      'no-console': 'error',
      'no-restricted-syntax': ['error', noDefaultExport, noEnvironment],
      'max-lines': ['error', { max: 300 }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        // Express and Node tell handlers apart by how many arguments they name.
        { ignoreRestSiblings: true, argsIgnorePattern: '^_', varsIgnorePattern: '^_$' },
      ],
      // Errors that pass through are unknown to their catcher.
      '@typescript-eslint/only-throw-error': ['error', { allowThrowingUnknown: true }],
      // An interface may promise what an implementation has at once.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-base-to-string': 'off',
      '@typescript-eslint/restrict-template-expressions': 'off',
      '@typescript-eslint/no-unnecessary-type-assertion': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  {
    files: source,
    plugins: { relais: { rules: { arrows } } },
    rules: {
      'relais/arrows': 'error',
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
    },
  },
  {
    files: tests,
    rules: {
      'no-console': 'off',
      'no-restricted-syntax': ['error', noDefaultExport],
      // Matchers and parsed replies are any; what is in them is what the test is about.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['migrations/2*.ts'],
    rules: { 'max-lines-per-function': 'off' },
  },
  {
    files: ['foundation/config.ts'],
    rules: { 'no-restricted-syntax': ['error', noDefaultExport] },
  },
);

export default config;
