import type { Knex } from 'knex';

// One row per quota and whom it counts: until when the quota is used. Most of those counted have no account.
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    create table rate_limits (
      key text primary key,
      used_until timestamptz not null
    );
    create index rate_limits_used_until_idx on rate_limits (used_until);
  `);
}

export async function down(database: Knex): Promise<void> {
  await database.raw('drop table rate_limits');
}
