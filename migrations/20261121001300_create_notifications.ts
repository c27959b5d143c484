import type { Knex } from 'knex';

// Notices and settings. A notice is written by the transaction of its event; mail_at is when its mail is due, null once
// a mail was asked for or when there is to be none. group_key holds while a notice is unread: what would say the same
// again is counted there. Days are texts (YYYY-MM-DD) of the user's own calendar.
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    create table notifications (
      id uuid primary key,
      owner_id uuid not null references users (id) on delete cascade,
      notification_type text not null,
      title text not null,
      message text not null,
      metadata jsonb not null default '{}',
      link text,
      in_app boolean not null default true,
      group_key text,
      occurrences integer not null default 1,
      is_read boolean not null default false,
      read_at timestamptz,
      mail_at timestamptz,
      mailed_at timestamptz,
      digest_on text,
      version integer not null default 1,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );
    create index notifications_owner_idx on notifications (owner_id, created_at, id);
    create index notifications_unread_idx on notifications (owner_id, created_at, id)
      where not is_read;
    create unique index notifications_group_key on notifications (owner_id, group_key)
      where group_key is not null;
    create index notifications_mail_idx on notifications (mail_at) where mail_at is not null;
    create index notifications_old_idx on notifications (created_at) where is_read or not in_app;

    create table user_settings (
      owner_id uuid primary key references users (id) on delete cascade,
      theme text not null default 'system' check (theme in ('light', 'dark', 'system')),
      custom_settings jsonb not null default '{}',
      subscription_alerts boolean not null default true,
      channels jsonb not null default '{}',
      quiet_from text,
      quiet_to text,
      digest text not null default 'off' check (digest in ('off', 'daily')),
      digest_hour integer not null default 8 check (digest_hour between 0 and 23),
      digest_at timestamptz,
      digest_last_on text,
      version integer not null default 1,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      check ((quiet_from is null) = (quiet_to is null))
    );
    create index user_settings_digest_idx on user_settings (digest_at) where digest_at is not null;
  `);
}

export async function down(database: Knex): Promise<void> {
  await database.raw('drop table notifications, user_settings');
}
