import type { Knex } from 'knex';

// Who cancels a post while one of its accounts is in doubt wants no other try there.
export async function up(database: Knex): Promise<void> {
  await database.raw('alter table post_targets add column cancel_wanted_at timestamptz');
}

export async function down(database: Knex): Promise<void> {
  await database.raw('alter table post_targets drop column cancel_wanted_at');
}
