// Rooms import along the arrows of rooms.json and nowhere else; the lint reads the same table while one types.
import { posix } from 'node:path';
import ts from 'typescript';
import rooms from './rooms.json';
import { collect, type Import, importsOf, projectFiles, sourceFiles } from './source-files';

interface Room {
  rooms: string[];
  packages: string[];
  types: string[];
}

const table = new Map<string, Room>(Object.entries(rooms));

function roomOf(file: string): string {
  const around = [...table.keys()].filter((room) => file.startsWith(`${room}/`));
  const innermost = around.sort((a, b) => b.length - a.length)[0];
  if (innermost === undefined) throw new Error(`${file} is in no room of rooms.json`);
  return innermost;
}

/** Whether a path lies in what a pattern names; `*` stands for one part of the path. */
function liesIn(pattern: string, path: string): boolean {
  const parts = path.split('/');
  return pattern.split('/').every((part, index) => part === '*' || part === parts[index]);
}

function mayImport(file: string, { specifier, typesOnly }: Import): boolean {
  const room = roomOf(file);
  const { rooms: open, packages, types } = table.get(room) as Room;
  if (specifier.startsWith('.')) {
    const target = posix.join(posix.dirname(file), specifier);
    const house = room === 'openapi/generated' ? room : (room.split('/')[0] as string);
    return [house, ...open].some((pattern) => liesIn(pattern, target));
  }
  if (specifier.startsWith('node:')) {
    return packages.includes('node:*') || (typesOnly && types.includes('node:*'));
  }
  const name = specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1);
  return packages.includes(name.join('/')) || (typesOnly && types.includes(name.join('/')));
}

describe('imports between rooms', () => {
  it('follow the arrows', () => {
    const wrong = sourceFiles().flatMap((file) =>
      importsOf(file)
        .filter((one) => !mayImport(file, one))
        .map(({ specifier, typesOnly }) => `${file}: ${typesOnly ? 'type ' : ''}${specifier}`),
    );
    expect(wrong).toEqual([]);
  });

  it('are found in every way that they can be written', () => {
    expect(importsOf('test/architecture/import-forms.ts.txt')).toEqual([
      { specifier: './value', typesOnly: false },
      { specifier: './type', typesOnly: true },
      { specifier: './inline-type', typesOnly: true },
      { specifier: './mixed', typesOnly: false },
      { specifier: './effect', typesOnly: false },
      { specifier: './again', typesOnly: false },
      { specifier: './again-type', typesOnly: true },
      { specifier: './all', typesOnly: false },
      { specifier: './equals', typesOnly: false },
      { specifier: './type-of', typesOnly: true },
      { specifier: './later', typesOnly: false },
      { specifier: './required', typesOnly: false },
    ]);
  });

  it('are refused where a room reaches for what is not its own', () => {
    const value = (specifier: string): Import => ({ specifier, typesOnly: false });
    expect(mayImport('models/a/b.ts', value('../../activities/clients/temporal'))).toBe(false);
    expect(mayImport('models/a/b.ts', value('../../workflows/a/contract'))).toBe(true);
    expect(mayImport('models/a/b.ts', value('../../workflows/a/some-workflow'))).toBe(false);
    expect(mayImport('workflows/a/b.ts', value('node:crypto'))).toBe(false);
    expect(mayImport('activities/a/b.ts', value('@temporalio/client'))).toBe(false);
    expect(
      mayImport('activities/a/b.ts', { ...value('@temporalio/client'), typesOnly: true }),
    ).toBe(true);
    expect(mayImport('activities/clients/b.ts', value('@temporalio/client'))).toBe(true);
    expect(mayImport('api/a/b.ts', value('../../activities/operations/batches'))).toBe(false);
  });

  it('start from rooms that exist', () => {
    const files = projectFiles();
    const empty = [...table.keys()].filter((room) => !files.some((f) => f.startsWith(`${room}/`)));
    expect(empty).toEqual([]);
  });
});

describe('SQL', () => {
  // A health check may ask whether anybody is there.
  const harmless = ["'select 1'"];

  /** Calls that name a table or hold a statement: `database('users')`, `tx.sql.raw('...')`. */
  function statementsIn(file: string): string[] {
    return collect(file, (node) => {
      if (!ts.isCallExpression(node)) return undefined;
      const [first] = node.arguments;
      const callee = node.expression.getText();
      const literal = first && (ts.isStringLiteralLike(first) || ts.isTemplateExpression(first));
      const handle = /(^|\.)(database|knex|sql|tx|db)(\.raw)?$/.test(callee);
      return handle && literal ? first.getText() : undefined;
    });
  }

  it('lives in models and migrations only', () => {
    const others = sourceFiles().filter((file) => !/^(models|migrations|foundation)\//.test(file));
    const found = others.flatMap((file) =>
      statementsIn(file)
        .filter((statement) => !harmless.includes(statement))
        .map((statement) => `${file}: ${statement}`),
    );
    expect(found).toEqual([]);
    expect(statementsIn('models/operations/workflow-command.ts').length).toBeGreaterThan(0);
  });
});
