// Bundles the workflows once, so that every worker starts from the same code without webpack.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

/** Writes dist/workflow-bundle.js unless it is the one for `known`; returns the key of what it was made from. */
export async function bundleWorkflows(folder, known) {
  const entry = path.join(folder, 'workflows', 'index.ts');
  if (!existsSync(entry)) return undefined;
  const target = path.join(folder, 'dist', 'workflow-bundle.js');
  const key = keyOf(folder);
  if (key === known && existsSync(target)) return key;
  const { bundleWorkflowCode } = await import('@temporalio/worker');
  const { code } = await bundleWorkflowCode({
    workflowsPath: entry,
    logger: quiet,
    ...extras(folder),
  });
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(`${target}.tmp`, code);
  renameSync(`${target}.tmp`, target);
  return key;
}

// Interceptors that run inside the workflow sandbox must be part of the bundle.
function extras(folder) {
  const interceptors = path.join(folder, 'workflows', 'interceptors.ts');
  return existsSync(interceptors) ? { workflowInterceptorModules: [interceptors] } : {};
}

function keyOf(folder) {
  const hash = createHash('sha256');
  for (const name of ['worker', 'workflow', 'common']) {
    const file = path.join(folder, 'node_modules/@temporalio', name, 'package.json');
    hash.update(JSON.parse(readFileSync(file, 'utf8')).version);
  }
  const sources = readdirSync(path.join(folder, 'workflows'), { recursive: true }).sort();
  for (const name of sources.filter((source) => /\.(ts|json)$/.test(source))) {
    hash
      .update(name)
      .update('\0')
      .update(readFileSync(path.join(folder, 'workflows', name)));
  }
  return hash.digest('hex');
}

const ignore = () => undefined;
const quiet = {
  log: ignore,
  trace: ignore,
  debug: ignore,
  info: ignore,
  warn: (message, meta) => console.error(message, meta ?? ''),
  error: (message, meta) => console.error(message, meta ?? ''),
};
