import type { Knex } from 'knex';

// Pictures carry their tags as words; a row here is a tag that its owner has made or used.
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    create table studio_image_tags (
      id uuid primary key,
      owner_id uuid not null references users (id) on delete cascade,
      name text not null,
      created_at timestamptz not null default now(),
      unique (owner_id, name)
    );
  `);
}

export async function down(database: Knex): Promise<void> {
  await database.raw('drop table studio_image_tags');
}
