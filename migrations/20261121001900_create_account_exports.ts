import type { Knex } from 'knex';

// Copies of accounts, and their end. An erasure outlives its account, so its owner need not exist; its id is the
// receipt. The other indexes let the rows of one owner, and what refers to them, be found without reading whole tables:
// items of a batch lie together, so a range index over their owner costs an insert next to nothing.
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    create table account_exports (
      id uuid primary key,
      owner_id uuid not null references users (id) on delete cascade,
      state text not null default 'pending' check (state in ('pending', 'ready', 'expired')),
      object_key text not null,
      size bigint,
      rows integer,
      files integer,
      created_at timestamptz not null,
      finished_at timestamptz,
      expires_at timestamptz
    );
    create unique index account_exports_pending_key on account_exports (owner_id)
      where state = 'pending';
    create index account_exports_owner_idx on account_exports (owner_id, created_at, id);
    create index account_exports_unfinished_idx on account_exports (created_at)
      where state <> 'expired';

    create table account_erasures (
      id uuid primary key,
      owner_id uuid not null,
      state text not null default 'scheduled' check (state in
        ('scheduled', 'cancelled', 'stopping', 'erasing', 'confirming', 'sweeping', 'done')),
      requested_at timestamptz not null,
      erase_at timestamptz not null,
      next_at timestamptz,
      erased_at timestamptz,
      finished_at timestamptz
    );
    create unique index account_erasures_open_key on account_erasures (owner_id)
      where state not in ('cancelled', 'done');
    create index account_erasures_owner_idx on account_erasures (owner_id);

    create index audit_entries_owner_idx on audit_entries (owner_id, created_at, id);
    create index batch_runs_owner_idx on batch_runs (owner_id);
    create index batch_items_owner_range_idx on batch_items
      using brin (owner_id) with (autosummarize = on);
    create index classification_uploads_batch_idx on classification_uploads (batch_id)
      where batch_id is not null;
  `);
}

export async function down(database: Knex): Promise<void> {
  await database.raw(`
    drop index classification_uploads_batch_idx, batch_items_owner_range_idx, batch_runs_owner_idx,
      audit_entries_owner_idx;
    drop table account_erasures, account_exports;
  `);
}
