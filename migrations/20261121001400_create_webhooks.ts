import type { Knex } from 'knex';

// A delivery is one event for one endpoint, written by the transaction of the event; a test has no event. Its id is the
// receiver's webhook-id, also when it is sent again. An attempt is a row from before the request on, so that one whose
// process died is seen. Secrets are sealed. failing_since is the first failure after the last success.
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    create table webhook_endpoints (
      id uuid primary key,
      owner_id uuid not null references users (id) on delete cascade,
      url text not null,
      description text not null default '',
      event_types text[],
      is_enabled boolean not null default true,
      disabled_reason text check (disabled_reason in ('gone', 'failing')),
      disabled_at timestamptz,
      secret text not null,
      previous_secret text,
      previous_secret_until timestamptz,
      failing_since timestamptz,
      version integer not null default 1,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );
    create index webhook_endpoints_owner_idx on webhook_endpoints (owner_id, created_at, id);

    create table webhook_deliveries (
      id uuid primary key,
      owner_id uuid not null references users (id) on delete cascade,
      endpoint_id uuid not null references webhook_endpoints (id) on delete cascade,
      event_type text not null,
      event_seq bigint,
      state text not null default 'pending' check (state in ('pending', 'delivered', 'failed')),
      error_code text,
      attempt_count integer not null default 0,
      failures_in_round integer not null default 0,
      next_attempt_at timestamptz,
      created_at timestamptz not null default now(),
      finished_at timestamptz,
      check ((state = 'pending') = (finished_at is null)),
      check ((state = 'pending') = (next_attempt_at is not null)),
      unique (endpoint_id, event_seq),
      foreign key (owner_id, event_seq) references events (owner_id, seq) on delete cascade
    );
    create index webhook_deliveries_event_idx on webhook_deliveries (owner_id, event_seq);
    create index webhook_deliveries_list_idx on webhook_deliveries (endpoint_id, created_at, id);
    create index webhook_deliveries_state_idx
      on webhook_deliveries (endpoint_id, state, created_at, id);
    create index webhook_deliveries_pending_idx on webhook_deliveries (created_at)
      where state = 'pending';
    create index webhook_deliveries_finished_idx on webhook_deliveries (finished_at)
      where finished_at is not null;

    create table webhook_attempts (
      id uuid primary key,
      owner_id uuid not null references users (id) on delete cascade,
      delivery_id uuid not null references webhook_deliveries (id) on delete cascade,
      number integer not null,
      status integer,
      error_code text,
      duration_ms integer,
      started_at timestamptz not null default now(),
      finished_at timestamptz,
      unique (delivery_id, number)
    );
    create index webhook_attempts_owner_idx on webhook_attempts (owner_id);

    insert into permissions (code, description)
      values ('webhooks.use', 'Have events sent to servers of one''s own');
    insert into role_permissions (role_id, permission) select id, 'webhooks.use' from roles;
  `);
}

export async function down(database: Knex): Promise<void> {
  await database.raw(`
    delete from permissions where code = 'webhooks.use';
    drop table webhook_attempts, webhook_deliveries, webhook_endpoints;
  `);
}
