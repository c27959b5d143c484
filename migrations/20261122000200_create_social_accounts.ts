import type { Knex } from 'knex';

// Tokens lie sealed under the id of their row, and so does what platforms tell of accounts, which may hold more secrets; a removed account stays as `removing` until they are revoked. What a
// platform said of its limits is remembered twice: for the account that it said it to, and for the application as a whole.
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    create table social_accounts (
      id uuid primary key,
      owner_id uuid not null references users (id) on delete cascade,
      platform text not null,
      external_id text not null,
      username text not null,
      display_name text not null default '',
      server_url text,
      state text not null default 'connected' check (state in ('connected', 'disconnected', 'removing')),
      error_code text,
      scopes text[] not null default '{}',
      access_token text,
      refresh_token text,
      issued_at timestamptz,
      expires_at timestamptz,
      refresh_at timestamptz,
      refreshing_until timestamptz,
      refresh_failures integer not null default 0,
      details text,
      server_limits jsonb,
      limited_until timestamptz,
      limit_reason text,
      version integer not null default 1,
      connected_at timestamptz not null default now(),
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      unique (owner_id, platform, external_id)
    );
    create index social_accounts_owner_idx on social_accounts (owner_id, created_at, id);
    create index social_accounts_created_idx on social_accounts (created_at, id);
    create index social_accounts_refresh_idx
      on social_accounts (refresh_at) where refresh_at is not null;

    create table account_connections (
      id uuid primary key,
      owner_id uuid not null references users (id) on delete cascade,
      platform text not null,
      state_hash text not null unique,
      browser_hash text not null,
      verifier text not null,
      server_url text,
      details text not null,
      expires_at timestamptz not null,
      created_at timestamptz not null default now()
    );
    create index account_connections_owner_idx on account_connections (owner_id);
    create index account_connections_expires_idx on account_connections (expires_at);

    create table platform_limits (
      platform text primary key,
      limited_until timestamptz not null,
      limit_reason text,
      updated_at timestamptz not null default now()
    );
  `);
}

export async function down(database: Knex): Promise<void> {
  await database.raw('drop table platform_limits, account_connections, social_accounts');
}
