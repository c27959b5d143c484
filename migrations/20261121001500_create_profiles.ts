import type { Knex } from 'knex';

// What people say of themselves; who never said anything has no row. The key of an avatar is the hash of its bytes.
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    create table user_profiles (
      owner_id uuid primary key references users (id) on delete cascade,
      bio text not null default '',
      phone text not null default '',
      instagram text not null default '',
      facebook text not null default '',
      twitter text not null default '',
      website text not null default '',
      avatar_key text,
      version integer not null default 1,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );
  `);
}

export async function down(database: Knex): Promise<void> {
  await database.raw('drop table user_profiles');
}
