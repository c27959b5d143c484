import type { Knex } from 'knex';

export async function up(database: Knex): Promise<void> {
  await database.raw(`
    create table classification_models (
      version text primary key,
      card jsonb not null,
      sha256 text not null,
      is_active boolean not null default false,
      created_at timestamptz not null default now(),
      activated_at timestamptz
    );
    create unique index classification_models_active_key on classification_models (is_active)
      where is_active;

    create table classification_images (
      id uuid primary key,
      owner_id uuid not null references users (id) on delete cascade,
      batch_id uuid references batches (id) on delete cascade,
      filename text not null,
      object_key text not null,
      media_type text,
      size bigint not null,
      sha256 text not null,
      width integer,
      height integer,
      state text not null default 'pending' check (state in ('pending', 'classified', 'failed')),
      outcome text check (outcome in ('classified', 'uncertain', 'not_a_plum', 'unusable')),
      label text,
      confidence real,
      probabilities jsonb,
      model_version text references classification_models (version),
      latency_ms real,
      error_code text,
      error_detail text,
      version integer not null default 1,
      created_at timestamptz not null default now(),
      classified_at timestamptz,
      deleted_at timestamptz
    );
    create index classification_images_owner_idx
      on classification_images (owner_id, created_at desc, id desc) where deleted_at is null;
    create index classification_images_created_idx
      on classification_images (created_at desc, id desc) where deleted_at is null;
    create index classification_images_batch_idx on classification_images (batch_id, label);
    create unique index classification_images_single_key
      on classification_images (owner_id, sha256) where batch_id is null and deleted_at is null;
    create index classification_images_unfinished_idx
      on classification_images (created_at) where batch_id is null and state = 'pending';
    create index classification_images_deleted_idx
      on classification_images (deleted_at) where deleted_at is not null;

    create table classification_uploads (
      id uuid primary key,
      owner_id uuid not null references users (id) on delete cascade,
      object_key text not null unique,
      filename text not null,
      content_type text not null,
      size bigint not null,
      batch_id uuid references batches (id) on delete set null,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null
    );
    create index classification_uploads_expires_idx on classification_uploads (expires_at);
    create index classification_uploads_owner_idx on classification_uploads (owner_id);
  `);
}

export async function down(database: Knex): Promise<void> {
  await database.raw(
    'drop table classification_uploads, classification_images, classification_models',
  );
}
