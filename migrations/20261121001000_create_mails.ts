import type { Knex } from 'knex';

// Primitive 5 for mail: one row per mail, whoever asks for it how often. An answer of the other side moves it on;
// where none came, the outcome is unknown and it is sent again under the same Message-ID. Who it goes to and what it
// says are read when it is sent, so nothing secret is kept here.
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    create table mails (
      id uuid primary key,
      owner_id uuid not null references users (id) on delete cascade,
      kind text not null,
      subject_id uuid not null,
      due_on text not null default '',
      data jsonb not null default '{}',
      language text not null check (language in ('fr', 'en')),
      state text not null default 'planned'
        check (state in ('planned', 'sending', 'sent', 'failed', 'unconfirmed', 'cancelled')),
      message_id text,
      claim text,
      attempts integer not null default 0,
      unknown_attempts integer not null default 0,
      error_code text,
      smtp_status integer,
      next_attempt_at timestamptz,
      give_up_at timestamptz,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      finished_at timestamptz,
      unique (kind, subject_id, due_on)
    );
    create index mails_owner_idx on mails (owner_id, created_at, id);
    create index mails_created_idx on mails (created_at, id);
    create index mails_state_idx on mails (state, created_at, id);
    create index mails_unfinished_idx on mails (created_at) where state in ('planned', 'sending');

    insert into permissions (code, description)
      values ('mails.manage', 'Read the list of mails, send failed ones again and preview templates');
    insert into role_permissions (role_id, permission)
      select id, 'mails.manage' from roles where name = 'admin';
  `);
}

export async function down(database: Knex): Promise<void> {
  await database.raw(`
    delete from permissions where code = 'mails.manage';
    drop table mails;
  `);
}
