// From the contract: the bundle, the types, the table of operations, the TypeScript client, the messages of the socket.
// `--check` generates into a temporary folder and fails when the committed files differ.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleContract, lintContract } from './generate/bundle.mjs';
import { generateClient, generateTypes } from './generate/clients.mjs';
import { differences } from './generate/drift.mjs';
import { expandExports } from './generate/exports.mjs';
import { writeOperations } from './generate/operations.mjs';
import { checkRules } from './generate/rules.mjs';
import { writeSocketTypes } from './generate/socket.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const outputs = ['openapi/generated', 'clients/typescript'];

async function generate(target) {
  const generated = join(target, 'openapi/generated');
  mkdirSync(generated, { recursive: true });
  lintContract(root);
  const bundleFile = join(generated, 'bundle.json');
  bundleContract(root, bundleFile);
  const bundle = JSON.parse(readFileSync(bundleFile, 'utf8'));
  expandExports(bundle);
  writeFileSync(bundleFile, JSON.stringify(bundle, null, 2));
  await checkRules(root, bundle);
  await generateTypes(bundle, join(generated, 'types'));
  writeSocketTypes(root, join(generated, 'types'));
  await writeOperations(bundle, join(generated, 'operations.ts'));
  await generateClient(bundle, join(target, 'clients/typescript'));
  writeSocketTypes(root, join(target, 'clients/typescript'));
}

async function main() {
  const temporary = mkdtempSync(join(tmpdir(), 'relais-generate-'));
  try {
    await generate(temporary);
    if (process.argv.includes('--check')) {
      const found = outputs.flatMap((path) => differences(join(root, path), join(temporary, path)));
      if (found.length === 0) return;
      console.error(`Generated files are out of date; run npm run generate:\n${found.join('\n')}`);
      process.exitCode = 1;
      return;
    }
    for (const path of outputs) {
      rmSync(join(root, path), { recursive: true, force: true });
      cpSync(join(temporary, path), join(root, path), { recursive: true });
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
