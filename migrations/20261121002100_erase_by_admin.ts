import type { Knex } from 'knex';

// What an administrator wants erased is not taken back by its user signing in.
export async function up(database: Knex): Promise<void> {
  await database.raw(
    'alter table account_erasures add column by_admin boolean not null default false',
  );
}

export async function down(database: Knex): Promise<void> {
  await database.raw('alter table account_erasures drop column by_admin');
}
