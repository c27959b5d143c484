// What an account with something in every table of the studio has there.
import type { Knex } from 'knex';
import { newId } from '../../foundation/ids';

type Insert = (table: string, columns: Record<string, unknown>) => Promise<string>;

const hash = 'c'.repeat(64);

/** Fills the tables of the studio, each with a row. */
export async function fillStudio(database: Knex, insert: Insert, owner_id: string): Promise<void> {
  const now = new Date();
  const picture = { prompt: 'a plum', width: 512, height: 512, title: '../été/prune 3.png' };
  const bytes = { object_key: `studio/${owner_id}/one`, sha256: hash, media_type: 'image/png' };
  const image_id = await insert('studio_images', { ...picture, ...bytes, status: 'validated' });
  await insert('studio_image_attempts', {
    ...{ image_id, number: 1, provider: 'offline', state: 'succeeded', started_at: now },
  });
  await insert('studio_image_tags', { name: 'plums' });
  await database('usage_counters').insert({
    ...{ owner_id, feature: 'images', period_since: now, used: 1 },
  });
  const target_id = await fillPosts(database, insert, image_id);
  const attempt = { number: 1, state: 'live', content_hash: hash, record_name: 'x' };
  await insert('publish_attempts', { target_id, ...attempt });
  await insert('post_metrics', { target_id, due_at: now, measured_at: now, likes: 1 });
  await insert('post_templates', { name: 'x', caption: 'x' });
  await insert('posting_schedules', {
    ...{ name: 'x', recurrence: {}, times: ['09:00'], timezone: 'UTC', starts_on: '2026-01-01' },
  });
  await database('calendar_feeds').insert({ owner_id, token_hash: newId() });
}

async function fillPosts(database: Knex, insert: Insert, image_id: string): Promise<string> {
  const platform = 'dry-run';
  const account_id = await insert('social_accounts', {
    ...{ platform, external_id: newId(), username: 'x' },
  });
  await insert('account_connections', {
    ...{ platform, state_hash: newId(), browser_hash: 'x', verifier: 'x', details: 'x' },
    expires_at: new Date(),
  });
  const post_id = await insert('posts', { caption: 'x', timezone: 'UTC', status: 'posted' });
  await database('post_media').insert({ post_id, position: 0, image_id });
  return await insert('post_targets', { post_id, account_id, platform, status: 'posted' });
}
