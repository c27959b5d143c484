// An account with something in every table that an owner can have rows in, and objects below every prefix.
import type { Knex } from 'knex';
import type { ObjectStore } from '../../activities/clients/object-store';
import { newId } from '../../foundation/ids';
import { transaction } from '../../foundation/transaction';
import { ownedPrefixes } from '../../models/identity/owned-data/owned-tables';
import { noticeSecurity } from '../../models/identity/security-notice';
import { createBatch } from '../../models/operations/create-batch';
import { createImage } from './image';
import { createReview } from './review';
import { fillStudio } from './rich-studio';
import { createEndpoint, happen } from './webhook';

const from = { device: 'a telephone', ip: '203.0.113.7' };

type Insert = (table: string, columns: Record<string, unknown>) => Promise<string>;

/** Fills an account that exists. The pictures are texts: nobody looks at them. */
export async function fillAccount(
  database: Knex,
  objectStore: ObjectStore,
  owner_id: string,
): Promise<void> {
  const insert: Insert = async (table, columns) => {
    const id = newId();
    await database(table).insert({ id, owner_id, ...columns });
    return id;
  };
  await createEndpoint(database, owner_id, { url: 'https://hooks.example.org/relais' });
  const [delivery] = await happen(database, owner_id);
  await insert('webhook_attempts', { delivery_id: delivery?.id, number: 1, status: 500 });
  await insert('notifications', { notification_type: 'x', title: 'x', message: 'x' });
  await database('user_settings').insert({ owner_id });
  await fillClassification(database, insert, owner_id);
  await fillIdentity(database, insert, owner_id);
  await fillStudio(database, insert, owner_id);
  for (const prefix of ownedPrefixes) {
    const content = Buffer.from(`something below ${prefix}`);
    await objectStore.put(`${prefix}/${owner_id}/one`, content, { contentType: 'text/plain' });
  }
}

async function fillClassification(database: Knex, insert: Insert, owner_id: string) {
  const object_key = `images/${owner_id}/one`;
  const columns = { object_key, filename: '../été/prune 1.png', model_version: null };
  const image = await createImage(database, owner_id, columns);
  const review = await createReview(database, image);
  const vote = { content_hash: review.content_hash, decision: 'approve', reviewer_id: owner_id };
  await insert('review_votes', { review_id: review.id, ...vote });
  const upload = { filename: 'prune 2.png', content_type: 'image/png', size: 1 };
  const expires_at = new Date(Date.now() + 3_600_000);
  const place = { object_key: `uploads/${owner_id}/one`, expires_at };
  await insert('classification_uploads', { ...upload, ...place });
  const version = `rich-${newId()}`;
  await database('classification_models').insert({ version, card: {}, sha256: '' });
  const shadow_run_id = await insert('classification_shadow_runs', {
    ...{ model_version: version, images: 1 },
  });
  const answer = { shadow_run_id, position: 0, image_id: image.id };
  await database('classification_shadow_results').insert(answer);
  const batch = { id: newId(), owner_id, kind: 'classification' as const, name: 'rich' };
  await transaction(database, async (tx) => {
    const source = { type: 'files' } as const;
    const run = await createBatch(tx, { ...batch, source, options: {}, total: 1 });
    const item = { batch_id: batch.id, run_id: run.id, position: 0, run_position: 0 };
    await tx.sql('batch_items').insert({ id: newId(), owner_id, ...item, source_name: 'x.png' });
  });
}

async function fillIdentity(database: Knex, insert: Insert, owner_id: string): Promise<void> {
  const soon = new Date(Date.now() + 3_600_000);
  await insert('sessions', { ...from, expires_at: soon });
  await insert('one_time_codes', {
    ...{ created_at: new Date(), expires_at: soon, link_expires_at: soon },
  });
  await database('idempotency_keys').insert({
    ...{ owner_id, operation_id: 'createBatch', key: 'x', locked_until: soon },
  });
  await database.raw(
    `insert into user_roles (user_id, role_id) select ?, id from roles where name = 'farmer'
     on conflict do nothing`,
    [owner_id],
  );
  const created_at = new Date();
  await insert('api_keys', { name: 'x', prefix: newId(), secret_hash: 'a hash', scopes: [] });
  const times = { created_at, expires_at: soon };
  await insert('second_factors', { secret: 'a sealed secret', ...times });
  await insert('recovery_codes', { code_hash: 'a hash', created_at });
  const avatar_key = `avatars/${owner_id}/one`;
  await database('user_profiles').insert({ owner_id, bio: 'Prunes.', avatar_key });
  const object_key = `exports/${owner_id}/one`;
  await insert('account_exports', { object_key, state: 'ready', ...times });
  await transaction(database, (tx) =>
    noticeSecurity(tx, { owner_id, event: 'password_changed', from }),
  );
}
