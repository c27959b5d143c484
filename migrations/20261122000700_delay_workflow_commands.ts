import type { Knex } from 'knex';

// Some workflows are asked for by what happens now and are wanted later only: they are not started in a rush.
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    alter table workflow_commands add column due_at timestamptz not null default now()
  `);
}

export async function down(database: Knex): Promise<void> {
  await database.raw('alter table workflow_commands drop column due_at');
}
