// A row of somebody for every path that names one. A new path needs its row here, or the reason why nobody owns it.
import type { Knex } from 'knex';
import { newId } from '../../../foundation/ids';
import { createKey } from '../../factories/api-key';
import { createImage } from '../../factories/image';
import { createLiveTarget } from '../../factories/live-target';
import { createPostingSchedule } from '../../factories/posting-schedule';
import { createReview } from '../../factories/review';
import { createAccount } from '../../factories/social-account';
import { createStudioImage } from '../../factories/studio-image';

/** Paths whose rows belong to nobody: their operations are guarded by a permission alone. */
export const ownerless = [
  ...['/classification/models/{id}', '/mails/{id}', '/mail-templates/{kind}'],
  ...['/users/{id}', '/roles/{id}', '/scheduler/accounts/{platform}/connect'],
];

const plainImage = {
  model_version: null,
  state: 'classified',
  outcome: 'uncertain',
  label: 'bruised',
} as const;

/** Makes the rows of an owner; returns the ids that stand in each path, and the tables to watch. */
export async function createOwnedRows(
  database: Knex,
  owner_id: string,
): Promise<Record<string, string[]>> {
  const insert = async (table: string, columns: Record<string, unknown>): Promise<string> => {
    const id = newId();
    await database(table).insert({ id, owner_id, ...columns });
    return id;
  };
  const endpoint = await insert('webhook_endpoints', {
    url: 'https://hooks.example.org/relais',
    secret: 'sealed',
  });
  const delivery = await insert('webhook_deliveries', {
    ...{ endpoint_id: endpoint, event_type: 'batch.finished', state: 'failed' },
    finished_at: new Date(),
  });
  const batch = await insert('batches', {
    ...{ kind: 'classification', name: 'theirs', source: '{}' },
    ...{ state: 'failed', finished_at: new Date() },
  });
  const image = await createImage(database, owner_id, plainImage);
  const review = await createReview(database, image);
  const picture = await createStudioImage(database, owner_id);
  const account = await createAccount(database, owner_id, { platform: 'dry-run' });
  const live = await createLiveTarget(database, { owner_id, posted_at: new Date() });
  const expires_at = new Date(Date.now() + 3_600_000);
  return {
    '/auth/sessions/{id}': [await insert('sessions', { device: 'theirs', expires_at })],
    '/auth/api-keys/{id}': [(await createKey(database, owner_id)).row.id],
    '/classification/images/{id}': [image.id],
    '/classification/batches/{id}': [batch],
    '/reviews/{id}': [review.id],
    '/images/{id}': [picture.id],
    '/scheduler/accounts/{id}': [account.id],
    '/scheduler/posts/{id}': [live.post_id],
    '/scheduler/schedules/{id}': [(await createPostingSchedule(database, owner_id)).id],
    '/scheduler/templates/{id}': [await insert('post_templates', { name: 'x', caption: 'x' })],
    '/notifications/{id}': [
      await insert('notifications', {
        notification_type: 'batch_finished',
        title: 'x',
        message: 'x',
      }),
    ],
    '/webhooks/endpoints/{id}': [endpoint],
    '/webhooks/endpoints/{id}/deliveries/{delivery_id}': [endpoint, delivery],
  };
}

/** Everything that a stranger's request must leave as it is. */
export async function contentsOf(database: Knex, owner_id: string): Promise<string> {
  const tables = [
    ...['sessions', 'classification_images', 'batches', 'batch_runs', 'reviews', 'review_votes'],
    ...['notifications', 'webhook_endpoints', 'webhook_deliveries', 'workflow_commands', 'events'],
    ...[
      'api_keys',
      'social_accounts',
      'account_connections',
      'studio_images',
      'posts',
      'post_targets',
      'posting_schedules',
      'post_templates',
      'calendar_feeds',
    ],
  ];
  const rows = tables.map((table) =>
    // In the order of their text: no table is without one.
    database(table)
      .where({ owner_id })
      .select(database.raw('to_jsonb(??) as content', [table]))
      .orderByRaw('1'),
  );
  return JSON.stringify(await Promise.all(rows));
}
