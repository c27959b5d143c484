import type { Knex } from 'knex';

// What every later row stands on: idempotency keys, audit rows, the workflow outbox.
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    create table idempotency_keys (
      owner_id uuid not null references users (id) on delete cascade,
      operation_id text not null,
      key text not null,
      body_hash text,
      state text not null default 'in_flight' check (state in ('in_flight', 'done')),
      status integer,
      headers jsonb,
      body jsonb,
      created_at timestamptz not null default now(),
      locked_until timestamptz not null,
      primary key (owner_id, operation_id, key)
    );
    create index idempotency_keys_created_idx on idempotency_keys (created_at);

    create table audit_entries (
      id uuid primary key,
      actor_id uuid not null,
      owner_id uuid,
      action text not null,
      subject_type text not null,
      subject_id text not null,
      changes jsonb not null default '{}',
      request_id text,
      created_at timestamptz not null default now()
    );
    create index audit_entries_subject_idx on audit_entries (subject_type, subject_id, id);
    create index audit_entries_actor_idx on audit_entries (actor_id, id);

    create table workflow_commands (
      id uuid primary key,
      owner_id uuid not null,
      workflow_id text not null,
      workflow_type text not null,
      input jsonb not null,
      subject_id uuid not null,
      summary text not null,
      poke boolean not null default false,
      restart boolean not null default false,
      attempts integer not null default 0,
      next_attempt_at timestamptz not null default now(),
      last_error text,
      created_at timestamptz not null default now()
    );
    create index workflow_commands_due_idx on workflow_commands (next_attempt_at);
  `);
}

export async function down(database: Knex): Promise<void> {
  await database.raw('drop table workflow_commands, audit_entries, idempotency_keys');
}
