// The contract, its files and its handlers agree. Types and the boot check the rest; this names the file to open.
import { isDeepStrictEqual } from 'node:util';
import ts from 'typescript';
import type { RateLimit } from '../../api/document';
import { collect, projectFiles, read } from './source-files';

interface Operation {
  id: string;
  room: string;
  tags: string[];
  /** Under which a test calls it: its id, or for forms, which clients write themselves, its path. */
  calls: string[];
  limits: RateLimit[];
}

const methods = ['get', 'put', 'post', 'patch', 'delete', 'head', 'options'];
const longest = 15;

function contractOperations(): Operation[] {
  const bundle = JSON.parse(read('openapi/generated/bundle.json')) as {
    paths: Record<string, Record<string, Record<string, unknown>>>;
  };
  return Object.entries(bundle.paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const found = item[method];
      if (!found) return [];
      const id = found['operationId'] as string;
      const calls = isForm(found) ? [id, path] : [id];
      const limits = (found['x-rate-limits'] ?? []) as RateLimit[];
      const [room, tags] = [found['x-handler'] as string, found['tags'] as string[]];
      return [{ id, room, tags, calls, limits }];
    }),
  );
}

function isForm(found: Record<string, unknown>): boolean {
  return JSON.stringify(found['requestBody'] ?? '').includes('"multipart/form-data"');
}

interface HandlerSource {
  file: string;
  /** The name under which the handler is exported, and the one it is given. */
  name: string;
  id: string;
  lines: number;
}

const makers = ['operation', 'exportOf'];

/** Every `export const x = operation('x', handler)`, and the same with `exportOf`. */
function handlersIn(file: string): HandlerSource[] {
  return collect(file, (node) => {
    if (!ts.isVariableDeclaration(node) || !node.initializer) return undefined;
    const call = node.initializer;
    if (!ts.isCallExpression(call) || !makers.includes(call.expression.getText())) return undefined;
    const [id, handler] = call.arguments;
    if (!id || !handler || !ts.isStringLiteral(id)) return undefined;
    const lines = handler.getText().split('\n').length;
    return { file, name: node.name.getText(), id: id.text, lines };
  });
}

const operations = contractOperations();
const handlers = projectFiles('api')
  .filter((file) => file.endsWith('.ts'))
  .flatMap(handlersIn);

describe('operations of the contract', () => {
  it('are named by a verb and a noun, each once', () => {
    const ids = operations.map(({ id }) => id);
    expect(ids.filter((id) => !/^[a-z]+([A-Z][a-z]+)+$/.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('lie in the file that their handler and their tag are named after', () => {
    const wrong = operations.filter(({ id, room, tags }) => {
      if (tags.length !== 1 || tags[0] !== room) return true;
      return !read(`openapi/${room}.yaml`).includes(`operationId: ${id}\n`);
    });
    expect(wrong).toEqual([]);
  });

  it('are handled in the file of the same name, under the same name', () => {
    const wanted = operations.map(({ id, room }) => `api/${room}.ts ${id} ${id}`);
    const found = handlers.map(({ file, name, id }) => `${file} ${name} ${id}`);
    expect(found.sort()).toEqual(wanted.sort());
  });
});

describe('limits', () => {
  it('of one name are one limit: they are counted together', () => {
    const limits = operations.flatMap((one) => one.limits);
    const named = new Map(limits.map((limit) => [limit.name, limit]));
    expect(limits.length).toBeGreaterThan(named.size);
    expect(limits.filter((limit) => !isDeepStrictEqual(limit, named.get(limit.name)))).toEqual([]);
  });
});

describe('handlers', () => {
  it(`read as one paragraph of at most ${longest} lines`, () => {
    const long = handlers.filter(({ lines }) => lines > longest);
    expect(long.map(({ file, name, lines }) => `${file} ${name}: ${lines} lines`)).toEqual([]);
  });

  it('are found where they are', () => {
    expect(handlers.map(({ id }) => id)).toContain('loginUser');
  });
});

describe('tests', () => {
  it('call every operation', () => {
    const files = projectFiles('test').filter((file) =>
      /^test\/(api|journeys|faults)\/.*\.ts$/.test(file),
    );
    const words = new Set(files.flatMap((file) => read(file).match(/[\w/-]+/g) ?? []));
    const silent = operations.filter(({ calls }) => !calls.some((call) => words.has(call)));
    expect(silent.map(({ id }) => id)).toEqual([]);
  });
});
