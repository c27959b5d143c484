import type { Knex } from 'knex';

// A post is told apart from its targets, one per account, which are published each on its own; and a target from its
// attempts, which are the ledger (primitive 5): a row is written before the irreversible call, and says what became of it.
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    create table posts (
      id uuid primary key,
      owner_id uuid not null references users (id) on delete cascade,
      status text not null default 'scheduled' check (status in
        ('draft', 'scheduled', 'publishing', 'posted', 'failed', 'unconfirmed', 'cancelled')),
      caption text not null default '',
      hashtags text[] not null default '{}',
      link text,
      scheduled_time timestamptz,
      timezone text not null,
      approval_required boolean not null default false,
      approved_content_hash text check (approved_content_hash ~ '^[0-9a-f]{64}$'),
      schedule_id uuid,
      slot_at timestamptz,
      template_id uuid,
      version integer not null default 1,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      posted_at timestamptz,
      deleted_at timestamptz,
      unique (schedule_id, slot_at)
    );
    create index posts_owner_idx on posts (owner_id, created_at, id);
    create index posts_created_idx on posts (created_at, id);
    create index posts_owner_time_idx on posts (owner_id, scheduled_time, id);

    create table post_media (
      post_id uuid not null references posts (id) on delete cascade,
      position integer not null check (position between 0 and 34),
      image_id uuid not null references studio_images (id) on delete cascade,
      primary key (post_id, position)
    );
    create index post_media_image_idx on post_media (image_id);

    create table post_targets (
      id uuid primary key,
      post_id uuid not null references posts (id) on delete cascade,
      owner_id uuid not null references users (id) on delete cascade,
      account_id uuid references social_accounts (id) on delete set null,
      platform text not null,
      status text not null default 'scheduled' check (status in
        ('draft', 'scheduled', 'publishing', 'posted', 'failed', 'unconfirmed', 'cancelled')),
      caption text,
      hashtags text[],
      options jsonb not null default '{}',
      due_at timestamptz,
      next_at timestamptz,
      claim text,
      container jsonb,
      container_content_hash text,
      content_hash text,
      external_id text,
      permalink text,
      error_code text,
      error_detail text,
      posted_at timestamptz,
      removal_wanted_at timestamptz,
      removed_at timestamptz,
      measure_at timestamptz,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      unique (post_id, account_id)
    );
    create index post_targets_owner_idx on post_targets (owner_id, created_at, id);
    create index post_targets_account_idx on post_targets (account_id, external_id);
    create index post_targets_next_idx on post_targets (next_at) where next_at is not null;
    create index post_targets_measure_idx
      on post_targets (measure_at) where measure_at is not null;

    create table publish_attempts (
      id uuid primary key,
      target_id uuid not null references post_targets (id) on delete cascade,
      owner_id uuid not null references users (id) on delete cascade,
      number integer not null,
      state text not null check (state in ('planned', 'publishing', 'live', 'failed', 'unconfirmed')),
      content_hash text not null,
      record_name text not null,
      container jsonb,
      external_id text,
      permalink text,
      error_code text,
      error_detail text,
      platform_status integer,
      checks integer not null default 0,
      checked_at timestamptz,
      created_at timestamptz not null default now(),
      started_at timestamptz,
      finished_at timestamptz,
      unique (target_id, number)
    );
    create index publish_attempts_owner_idx on publish_attempts (owner_id, created_at, id);

    create table post_metrics (
      id uuid primary key,
      target_id uuid not null references post_targets (id) on delete cascade,
      owner_id uuid not null references users (id) on delete cascade,
      due_at timestamptz not null,
      measured_at timestamptz not null,
      likes bigint,
      comments bigint,
      shares bigint,
      reach bigint,
      impressions bigint,
      unique (target_id, due_at)
    );
    create index post_metrics_owner_idx on post_metrics (owner_id, measured_at, id);
  `);
}

export async function down(database: Knex): Promise<void> {
  await database.raw('drop table post_metrics, publish_attempts, post_targets, post_media, posts');
}
