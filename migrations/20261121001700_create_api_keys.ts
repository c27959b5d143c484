import type { Knex } from 'knex';

// Keys for scripts. The prefix finds the row, the hash proves the rest; the key itself is nowhere.
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    create table api_keys (
      id uuid primary key,
      owner_id uuid not null references users (id) on delete cascade,
      name text not null,
      prefix text not null unique,
      secret_hash text not null,
      scopes text[] not null,
      expires_at timestamptz,
      last_used_at timestamptz,
      revoked_at timestamptz,
      created_at timestamptz not null default now()
    );
    create index api_keys_owner_idx on api_keys (owner_id, created_at desc, id desc);
  `);
}

export async function down(database: Knex): Promise<void> {
  await database.raw('drop table api_keys');
}
