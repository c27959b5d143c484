import type { Knex } from 'knex';

// What an owner used of something that is limited, per month: a row per feature and month, counted by one statement.
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    create table usage_counters (
      owner_id uuid not null references users (id) on delete cascade,
      feature text not null,
      period_since timestamptz not null,
      used bigint not null check (used >= 0),
      updated_at timestamptz not null default now(),
      primary key (owner_id, feature, period_since)
    );
  `);
}

export async function down(database: Knex): Promise<void> {
  await database.raw('drop table usage_counters');
}
