// Brings the database of DATABASE_URL to the newest schema.
import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { build } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { main, PlainError, root } from './project.mjs';

await main(async (args) => {
  const url = process.env.DATABASE_URL;
  if (!url) throw new PlainError('DATABASE_URL is not set.');
  if (!args.includes('--built')) {
    await ensureInstalled();
    await build();
  }
  const file = path.join(root, 'dist', 'migrations', 'run.js');
  if (!existsSync(file)) throw new PlainError('There are no migrations in dist; build first.');
  await createRequire(import.meta.url)(file).migrateToLatest(url);
});
