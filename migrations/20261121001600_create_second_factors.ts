import type { Knex } from 'knex';

// One second factor per account; it counts once it is confirmed. The secret is sealed. last_step is the newest step of
// time whose code was used: it and those before are used up. Of a recovery code only the hash is kept.
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    create table second_factors (
      id uuid primary key,
      owner_id uuid not null unique references users (id) on delete cascade,
      secret text not null,
      last_step bigint not null default 0,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      confirmed_at timestamptz
    );

    create table recovery_codes (
      id uuid primary key,
      owner_id uuid not null references users (id) on delete cascade,
      code_hash text not null,
      created_at timestamptz not null,
      used_at timestamptz,
      unique (owner_id, code_hash)
    );
  `);
}

export async function down(database: Knex): Promise<void> {
  await database.raw('drop table recovery_codes, second_factors');
}
