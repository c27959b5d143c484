import type { Knex } from 'knex';

// Events are numbered per recipient without gaps: the counter's row lock makes order of numbers order of commit.
// owner_id is the recipient. expired_through is the last number that was removed by age.
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    create table event_counters (
      owner_id uuid primary key references users (id) on delete cascade,
      last_seq bigint not null default 0,
      expired_through bigint not null default 0
    );
    create table events (
      owner_id uuid not null references users (id) on delete cascade,
      seq bigint not null,
      type text not null,
      subject_type text not null,
      subject_id uuid not null,
      data jsonb not null default '{}',
      created_at timestamptz not null default now(),
      primary key (owner_id, seq)
    );
    create index events_created_idx on events (created_at);
  `);
}

export async function down(database: Knex): Promise<void> {
  await database.raw('drop table events, event_counters');
}
