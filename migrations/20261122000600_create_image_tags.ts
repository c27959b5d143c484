import type { Knex } from 'knex';

// Pictures carry their tags as words; a row here is a tag that its owner has made or used. Deleted pictures are looked for
// until nothing is left of them.
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    create table studio_image_tags (
      id uuid primary key,
      owner_id uuid not null references users (id) on delete cascade,
      name text not null,
      created_at timestamptz not null default now(),
      unique (owner_id, name)
    );
    create index studio_images_deleted_idx
      on studio_images (deleted_at) where deleted_at is not null and prompt <> '';
  `);
}

export async function down(database: Knex): Promise<void> {
  await database.raw('drop index studio_images_deleted_idx; drop table studio_image_tags');
}
