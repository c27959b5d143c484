import type { Knex } from 'knex';

// Primitive 1. A batch has items; a run is one attempt at some of them and names the workflow that works on it.
// active_ms and active_since keep the time spent working, so that a pause does not lower the rate.
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    create table batches (
      id uuid primary key,
      owner_id uuid not null references users (id) on delete cascade,
      kind text not null,
      name text not null,
      state text not null default 'pending'
        check (state in ('pending', 'running', 'paused', 'finished', 'cancelled', 'failed')),
      desired_state text not null default 'running'
        check (desired_state in ('running', 'paused', 'cancelled')),
      source jsonb not null,
      options jsonb not null default '{}',
      total integer not null default 0,
      succeeded integer not null default 0,
      failed integer not null default 0,
      cancelled integer not null default 0,
      attempt integer not null default 1,
      error_code text,
      active_ms double precision not null default 0,
      active_since timestamptz,
      announced_at timestamptz,
      version integer not null default 1,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      started_at timestamptz,
      finished_at timestamptz,
      deleted_at timestamptz
    );
    create index batches_owner_idx on batches (owner_id, kind, created_at desc, id desc);
    create index batches_kind_idx on batches (kind, created_at desc, id desc);

    create table batch_runs (
      id uuid primary key,
      batch_id uuid not null references batches (id) on delete cascade,
      owner_id uuid not null references users (id) on delete cascade,
      attempt integer not null,
      state text not null default 'pending' check (state in ('pending', 'running', 'done')),
      execution_id text,
      item_count integer,
      created_at timestamptz not null default now(),
      started_at timestamptz,
      finished_at timestamptz,
      unique (batch_id, attempt)
    );
    create index batch_runs_unfinished_idx on batch_runs (created_at) where state <> 'done';

    create table batch_items (
      id uuid primary key,
      batch_id uuid not null references batches (id) on delete cascade,
      owner_id uuid not null references users (id) on delete cascade,
      position integer not null,
      run_id uuid not null references batch_runs (id) on delete cascade,
      run_position integer not null,
      subject_id uuid,
      source_name text not null,
      state text not null default 'pending'
        check (state in ('pending', 'succeeded', 'failed', 'cancelled')),
      attempt integer not null default 1,
      error_code text,
      error_detail text,
      created_at timestamptz not null default now(),
      finished_at timestamptz,
      unique (batch_id, position)
    );
    create index batch_items_run_idx on batch_items (run_id, run_position);
    create index batch_items_state_idx on batch_items (batch_id, state, position);
    create index batch_items_subject_idx on batch_items (subject_id);
  `);
}

export async function down(database: Knex): Promise<void> {
  await database.raw('drop table batch_items, batch_runs, batches');
}
