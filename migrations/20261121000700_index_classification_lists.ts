import type { Knex } from 'knex';

// Counts of a batch are read from the index alone; pictures by confidence and statistics by date have theirs.
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    drop index classification_images_batch_idx;
    create index classification_images_batch_idx
      on classification_images (batch_id, outcome, label);
    create index classification_images_confidence_idx
      on classification_images (owner_id, (coalesce(confidence, 0)::double precision) desc, id desc)
      where deleted_at is null;
    create index classification_images_classified_idx
      on classification_images (owner_id, classified_at) where deleted_at is null;
  `);
}

export async function down(database: Knex): Promise<void> {
  await database.raw(`
    drop index classification_images_classified_idx;
    drop index classification_images_confidence_idx;
    drop index classification_images_batch_idx;
    create index classification_images_batch_idx on classification_images (batch_id, label);
  `);
}
