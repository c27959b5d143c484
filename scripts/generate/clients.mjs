// The TypeScript types and the fetch client, made by hey-api from the bundle.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeForms } from './forms.mjs';

const quiet = { logs: { level: 'silent', file: false } };

async function run(bundle, path, plugins) {
  const { createClient } = await import('@hey-api/openapi-ts');
  await createClient({
    ...quiet,
    input: structuredClone(bundle),
    output: { path, module: { extension: null }, tsConfigPath: null },
    plugins,
  });
}

/** Types only: what handlers and models are checked against. */
export async function generateTypes(bundle, path) {
  await run(bundle, path, ['@hey-api/typescript']);
}

/** A client on `fetch` that carries its own runtime: nothing to install beside it. */
export async function generateClient(bundle, path) {
  await run(bundle, path, ['@hey-api/client-fetch', '@hey-api/typescript', '@hey-api/sdk']);
  for (const folder of ['client', 'core']) makeStrict(join(path, folder));
  writeForms(bundle, path);
}

/**
 * The runtime is written for `exactOptionalPropertyTypes: false` and the browser's types. Said explicitly, it compiles
 * under the strictest settings and without them.
 */
function makeStrict(folder) {
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    const source = readFileSync(file, 'utf8')
      .replaceAll(/^(\s+(?!security\b)\w+\?: (?!never)[^\n{(]*[^\n{(|]);$/gm, '$1 | undefined;')
      .replaceAll('const requestInit: ReqInit = {', 'const requestInit: object = {')
      .replaceAll('const requestInit: RequestInit = {', 'const requestInit: object = {')
      .replaceAll(/^type ReqInit = [^}]*\};\n\n/gm, '')
      .replaceAll(/\bBodyInit( \| null \| undefined)?/g, "NonNullable<RequestInit['body']>");
    writeFileSync(file, source);
  }
}
