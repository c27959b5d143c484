import type { Knex } from 'knex';

// One open code per account: asking for another replaces it. The code itself is derived from the id, never stored.
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    create table one_time_codes (
      id uuid primary key,
      owner_id uuid not null unique references users (id) on delete cascade,
      attempts integer not null default 0,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      link_expires_at timestamptz not null
    );
    create index one_time_codes_link_expires_idx on one_time_codes (link_expires_at);
  `);
}

export async function down(database: Knex): Promise<void> {
  await database.raw('drop table one_time_codes');
}
