import type { Knex } from 'knex';

// Usernames are unique among the living. Addresses are unique among the verified only: otherwise the answer to a
// registration would tell whether an address is known.
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    create table users (
      id uuid primary key,
      username text not null,
      email text not null,
      password_hash text not null,
      first_name text not null default '',
      last_name text not null default '',
      language text not null default 'fr' check (language in ('fr', 'en')),
      timezone text not null default 'UTC',
      email_verified_at timestamptz,
      is_active boolean not null default true,
      version integer not null default 1,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      deleted_at timestamptz
    );
    create unique index users_username_key on users (lower(username)) where deleted_at is null;
    create unique index users_verified_email_key on users (lower(email))
      where email_verified_at is not null and deleted_at is null;
    create index users_email_idx on users (lower(email), created_at desc);

    create table roles (
      id uuid primary key default uuidv7(),
      name text not null unique,
      description text not null,
      version integer not null default 1,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );
    create table permissions (
      code text primary key,
      description text not null
    );
    create table role_permissions (
      role_id uuid not null references roles (id) on delete cascade,
      permission text not null references permissions (code) on delete cascade,
      primary key (role_id, permission)
    );
    create table user_roles (
      user_id uuid not null references users (id) on delete cascade,
      role_id uuid not null references roles (id) on delete cascade,
      primary key (user_id, role_id)
    );
    create index user_roles_role_idx on user_roles (role_id);

    create table sessions (
      id uuid primary key,
      owner_id uuid not null references users (id) on delete cascade,
      generation integer not null default 1,
      rotated_at timestamptz not null default now(),
      device text not null default '',
      ip text not null default '',
      created_at timestamptz not null default now(),
      last_used_at timestamptz not null default now(),
      expires_at timestamptz not null,
      revoked_at timestamptz,
      revoked_reason text
    );
    create index sessions_owner_idx on sessions (owner_id, created_at desc);
    create index sessions_expires_idx on sessions (expires_at);

    insert into permissions (code, description) values
      ('classification.use', 'Upload pictures, start batches and read their own results'),
      ('reviews.decide', 'Confirm or correct the work that waits for a person'),
      ('owners.any', 'Read and act on the rows of any owner'),
      ('users.manage', 'Manage users'),
      ('roles.manage', 'Manage roles and their permissions'),
      ('models.manage', 'Upload, activate and roll back classifier models');
    insert into roles (name, description) values
      ('farmer', 'Grows and classifies'),
      ('member', 'Uses the services'),
      ('reviewer', 'Decides what waits for a person'),
      ('admin', 'Manages everything');
    insert into role_permissions (role_id, permission)
      select roles.id, permissions.code from roles cross join permissions
      where roles.name = 'admin'
        or permissions.code = 'classification.use'
        or (roles.name = 'reviewer' and permissions.code = 'reviews.decide');
  `);
}

export async function down(database: Knex): Promise<void> {
  await database.raw(
    'drop table sessions, user_roles, role_permissions, permissions, roles, users cascade',
  );
}
