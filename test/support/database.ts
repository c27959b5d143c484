// A database per test file, copied from a migrated template: the copy takes milliseconds, and files never meet.
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { migrateToLatest } from '../../migrations/run';

const migrations = join(__dirname, '../../migrations');
const lock = 7_203_114;

export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

function adminUrl(): string {
  const url = process.env['TEST_DATABASE_URL'];
  if (!url) throw new Error('TEST_DATABASE_URL is not set: run npm test');
  return url;
}

function urlOf(name: string): string {
  const url = new URL(adminUrl());
  url.pathname = `/${name}`;
  return url.href;
}

async function asAdmin<T>(work: (admin: Client) => Promise<T>): Promise<T> {
  const admin = new Client({ connectionString: adminUrl() });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

/** The template's name changes with the migrations, so that an old one is never used. */
function templateName(): string {
  const hash = createHash('sha256');
  for (const file of readdirSync(migrations).sort()) {
    hash.update(file).update(readFileSync(join(migrations, file)));
  }
  return `template_${hash.digest('hex').slice(0, 16)}`;
}

async function exists(admin: Client, name: string): Promise<boolean> {
  const { rowCount } = await admin.query('select from pg_database where datname = $1', [name]);
  return rowCount === 1;
}

/** Makes the template unless another test file did; it gets its name once it is complete. */
async function provideTemplate(admin: Client, name: string): Promise<void> {
  await admin.query('select pg_advisory_lock($1)', [lock]);
  try {
    if (await exists(admin, name)) return;
    const unfinished = `${name}_new`;
    await admin.query(`drop database if exists ${unfinished}`);
    await admin.query(`create database ${unfinished}`);
    await migrateToLatest(urlOf(unfinished));
    await admin.query(`alter database ${unfinished} rename to ${name}`);
  } finally {
    await admin.query('select pg_advisory_unlock($1)', [lock]);
  }
}

/** A database of its own, migrated and empty. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await asAdmin(async (admin) => {
    const template = templateName();
    await provideTemplate(admin, template);
    await admin.query(`create database ${name} template ${template}`);
  });
  return {
    url: urlOf(name),
    drop: () =>
      asAdmin(async (admin) => {
        await admin.query(`drop database ${name} with (force)`);
      }),
  };
}
