// The front ends that exist keep working: every operation that they call is in the contract, or is owed by name.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const methods = ['get', 'put', 'post', 'patch', 'delete', 'head', 'options'];

interface Bundle {
  paths: Record<string, Record<string, unknown>>;
}

/** `GET /users/{}` for every operation of the contract: what a parameter is called does not matter. */
function contractOperations(): string[] {
  const file = join(__dirname, '../../openapi/generated/bundle.json');
  const { paths } = JSON.parse(readFileSync(file, 'utf8')) as Bundle;
  return Object.entries(paths).flatMap(([path, item]) =>
    methods
      .filter((method) => method in item)
      .map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{[^}]*\}/g, '{}')}`),
  );
}

function committedList(name: string): string[] {
  return readFileSync(join(__dirname, name), 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

describe('the operations that existing front ends call', () => {
  const source = committedList('source-operations.txt');
  const owed = committedList('operations-still-missing.txt');
  const offered = new Set(contractOperations());

  it('are 137, each written once as a method and a path', () => {
    expect(new Set(source).size).toBe(source.length);
    expect(source).toHaveLength(137);
    expect(source.filter((line) => !/^[A-Z]+ (\/([a-z-]+|\{\}))+$/.test(line))).toEqual([]);
  });

  it('are all in the contract, but for those on the list of what is still missing', () => {
    const missing = source.filter((operation) => !offered.has(operation));
    expect(missing.filter((operation) => !owed.includes(operation))).toEqual([]);
  });

  it('leave the list of what is still missing as soon as they are in the contract', () => {
    expect(owed.filter((operation) => offered.has(operation))).toEqual([]);
  });

  it('are the only ones on the list of what is still missing, in the same order', () => {
    expect(owed).toEqual(source.filter((operation) => owed.includes(operation)));
  });
});
