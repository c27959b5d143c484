import type { Knex } from 'knex';

// A schedule knows the first of its slots that is not settled yet, so that whoever fills slots finds the due ones by an
// index. Dates are civil, as text: they stand for a day of the schedule's own zone, and for no instant.
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    create table post_templates (
      id uuid primary key,
      owner_id uuid not null references users (id) on delete cascade,
      name text not null,
      caption text not null,
      hashtags text[] not null default '{}',
      variables jsonb not null default '{}',
      version integer not null default 1,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );
    create index post_templates_owner_idx on post_templates (owner_id, created_at, id);

    create table posting_schedules (
      id uuid primary key,
      owner_id uuid not null references users (id) on delete cascade,
      name text not null,
      is_active boolean not null default true,
      recurrence jsonb not null,
      times text[] not null,
      timezone text not null,
      starts_on text not null check (starts_on ~ '^\\d{4}-\\d{2}-\\d{2}$'),
      ends_on text check (ends_on ~ '^\\d{4}-\\d{2}-\\d{2}$'),
      blackouts jsonb not null default '[]',
      accounts uuid[] not null default '{}',
      platforms text[] not null default '{}',
      image_tags text[] not null default '{}',
      caption text not null default '',
      hashtags text[] not null default '{}',
      template_id uuid references post_templates (id) on delete set null,
      variables jsonb not null default '{}',
      approval jsonb,
      next_slot_at timestamptz,
      version integer not null default 1,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );
    create index posting_schedules_owner_idx on posting_schedules (owner_id, created_at, id);
    create index posting_schedules_template_idx
      on posting_schedules (template_id) where template_id is not null;
    create index posting_schedules_next_idx on posting_schedules (next_slot_at)
      where is_active and next_slot_at is not null;

    create table calendar_feeds (
      owner_id uuid primary key references users (id) on delete cascade,
      token_hash text not null unique,
      created_at timestamptz not null default now()
    );
  `);
}

export async function down(database: Knex): Promise<void> {
  await database.raw('drop table calendar_feeds, posting_schedules, post_templates');
}
