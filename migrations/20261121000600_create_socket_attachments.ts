import type { Knex } from 'knex';

// @socket.io/postgres-adapter keeps here what is too large for a NOTIFY, and removes old rows. Hints are far smaller,
// so it stays empty; its name and columns are the adapter's.
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    create table socket_io_attachments (
      id bigint generated always as identity primary key,
      created_at timestamptz not null default now(),
      payload bytea
    );
    create index socket_io_attachments_created_idx on socket_io_attachments (created_at);
  `);
}

export async function down(database: Knex): Promise<void> {
  await database.raw('drop table socket_io_attachments');
}
