// An operation that takes JSON or a form gets two functions in the client: hey-api makes the one for JSON, this the
// other, under the operation's name with `Form` behind it.
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { operationsOf, resolve } from './contract.mjs';

const formType = 'multipart/form-data';
const capital = (name) => name[0].toUpperCase() + name.slice(1);

function twoWays(bundle) {
  return operationsOf(bundle)
    .map(({ operation }) => ({
      id: operation.operationId,
      body: resolve(bundle, operation.requestBody),
    }))
    .filter(({ body }) => body && 'application/json' in body.content && formType in body.content)
    .map(({ id, body }) => ({ id, schema: body.content[formType].schema.$ref.split('/').at(-1) }));
}

const serializer = `/** Texts come before files: the server knows what is wanted before the first file arrives. */
const serializeForm = (body: unknown): FormData => {
  const form = new FormData();
  const parts = Object.entries(body as Record<string, unknown>).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value])
      .filter((one) => one !== undefined && one !== null)
      .map((one: unknown) => ({ name, one })),
  );
  for (const { name, one } of parts) {
    if (!(one instanceof Blob)) form.append(name, typeof one === 'string' ? one : JSON.stringify(one));
  }
  for (const { name, one } of parts) if (one instanceof Blob) form.append(name, one);
  return form;
};
`;

function formFunction({ id, schema }) {
  const data = `${capital(id)}Data`;
  return `
/** \`${id}\` with a form instead of JSON. */
export const ${id}Form = <ThrowOnError extends boolean = false>(
  options: Options<Omit<${data}, 'body'> & { body: ${schema} }, ThrowOnError>,
) =>
  ${id}<ThrowOnError>({
    ...options,
    bodySerializer: serializeForm,
    headers: { 'Content-Type': null, ...options.headers },
  } as unknown as Options<${data}, ThrowOnError>);
`;
}

/** Adds `forms.gen.ts` to the generated client. */
export function writeForms(bundle, path) {
  const found = twoWays(bundle);
  if (found.length === 0) return;
  const names = found.map(({ id }) => id).join(', ');
  const types = found.map(({ id, schema }) => `${capital(id)}Data, ${schema}`).join(', ');
  const head = `// Generated from the contract by scripts/generate; do not edit.
import { ${names}, type Options } from './sdk.gen';
import type { ${types} } from './types.gen';

`;
  writeFileSync(join(path, 'forms.gen.ts'), head + serializer + found.map(formFunction).join(''));
  const exported = found.map(({ id }) => `${id}Form`).join(', ');
  appendFileSync(join(path, 'index.ts'), `export { ${exported} } from './forms.gen';\n`);
}
