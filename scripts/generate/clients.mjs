// The TypeScript types and the fetch client, made by hey-api from the bundle.

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
}
