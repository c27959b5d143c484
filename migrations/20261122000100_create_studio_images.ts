import type { Knex } from 'knex';

// A row per image and version; an attempt per call of a provider, kept with its cost even when it failed. Costs are in
// millionths of a US dollar, the smallest unit in which providers price.
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    create table studio_images (
      id uuid primary key,
      owner_id uuid not null references users (id) on delete cascade,
      parent_id uuid references studio_images (id) on delete set null,
      status text not null default 'pending'
        check (status in ('pending', 'generated', 'validated', 'rejected', 'failed')),
      title text not null default '',
      alt_text text not null default '',
      tags text[] not null default '{}',
      prompt text not null,
      negative_prompt text,
      style text,
      quality text,
      width integer not null check (width between 64 and 4096),
      height integer not null check (height between 64 and 4096),
      seed bigint,
      wanted_provider text,
      provider text,
      model text,
      edits jsonb not null default '[]',
      object_key text,
      sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
      media_type text,
      size_bytes bigint,
      cost_micros bigint not null default 0,
      error_code text,
      validation_notes text,
      validated_by uuid references users (id) on delete set null,
      validated_at timestamptz,
      version integer not null default 1,
      generated_at timestamptz,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      deleted_at timestamptz,
      check (status in ('pending', 'failed') or (object_key is not null and sha256 is not null))
    );
    create index studio_images_owner_idx on studio_images (owner_id, created_at, id);
    create index studio_images_created_idx on studio_images (created_at, id);
    create index studio_images_status_idx on studio_images (owner_id, status, created_at, id);
    create index studio_images_tags_idx on studio_images using gin (tags);
    create index studio_images_pending_idx on studio_images (created_at) where status = 'pending';
    create index studio_images_parent_idx on studio_images (parent_id) where parent_id is not null;
    create index studio_images_validated_by_idx
      on studio_images (validated_by) where validated_by is not null;

    create table studio_image_attempts (
      id uuid primary key,
      image_id uuid not null references studio_images (id) on delete cascade,
      owner_id uuid not null references users (id) on delete cascade,
      number integer not null,
      provider text not null,
      model text,
      state text not null check (state in ('running', 'succeeded', 'failed', 'unknown')),
      claim text,
      seed bigint,
      cost_micros bigint not null default 0,
      error_code text,
      started_at timestamptz not null,
      called_at timestamptz,
      finished_at timestamptz,
      retry_at timestamptz,
      unique (image_id, number)
    );
    create index studio_image_attempts_owner_idx on studio_image_attempts (owner_id, started_at, id);

    insert into permissions (code, description)
      values ('studio.use', 'Have pictures made, and publish posts through accounts of one''s own');
    insert into role_permissions (role_id, permission) select id, 'studio.use' from roles;
  `);
}

export async function down(database: Knex): Promise<void> {
  await database.raw(`
    delete from permissions where code = 'studio.use';
    drop table studio_image_attempts, studio_images;
  `);
}
