import type { Knex } from 'knex';

// Versions of the model get a life: checked, ready or refused, with settings of their own, activated one after the
// other, and tried beside the answers of others. Those that are there already were shipped, and are ready.
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    alter table classification_models
      add column subject_id uuid not null unique default uuidv7(),
      add column state text not null default 'ready' check (state in ('checking', 'ready', 'refused')),
      add column origin text not null default 'shipped' check (origin in ('shipped', 'uploaded')),
      add column size bigint,
      add column thresholds jsonb,
      add column uploaded_by uuid references users (id) on delete set null,
      add column refusal_code text,
      add column refusal_detail text,
      add column checked_at timestamptz,
      add column revision integer not null default 1;
    create index classification_models_uploaded_by_idx on classification_models (uploaded_by);

    create table classification_model_activations (
      id uuid primary key,
      number bigint not null unique generated always as identity,
      model_version text not null references classification_models (version),
      kind text not null check (kind in ('initial', 'activate', 'rollback')),
      previous_id uuid references classification_model_activations (id),
      actor_id uuid,
      created_at timestamptz not null default now()
    );
    insert into classification_model_activations (id, model_version, kind)
      select uuidv7(), version, 'initial' from classification_models where is_active;

    create table classification_shadow_runs (
      id uuid primary key,
      owner_id uuid not null references users (id) on delete cascade,
      model_version text not null references classification_models (version),
      state text not null default 'pending'
        check (state in ('pending', 'running', 'finished', 'cancelled', 'failed')),
      desired_state text not null default 'running' check (desired_state in ('running', 'cancelled')),
      images integer not null,
      total integer,
      done integer not null default 0,
      error_code text,
      comparison jsonb,
      created_at timestamptz not null default now(),
      started_at timestamptz,
      finished_at timestamptz
    );
    create index classification_shadow_runs_owner_idx on classification_shadow_runs (owner_id);
    create index classification_shadow_runs_model_idx
      on classification_shadow_runs (model_version, created_at desc, id desc);
    create index classification_shadow_runs_unfinished_idx on classification_shadow_runs (created_at)
      where finished_at is null;

    create table classification_shadow_results (
      shadow_run_id uuid not null references classification_shadow_runs (id) on delete cascade,
      position integer not null,
      image_id uuid not null references classification_images (id) on delete cascade,
      answer jsonb,
      primary key (shadow_run_id, position)
    );
    create index classification_shadow_results_image_idx on classification_shadow_results (image_id);
  `);
}

export async function down(database: Knex): Promise<void> {
  await database.raw(`
    drop table classification_shadow_results, classification_shadow_runs,
      classification_model_activations;
    alter table classification_models
      drop column subject_id, drop column state, drop column origin, drop column size,
      drop column thresholds, drop column uploaded_by, drop column refusal_code,
      drop column refusal_detail, drop column checked_at, drop column revision;
  `);
}
