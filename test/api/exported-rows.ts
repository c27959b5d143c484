// A row of somebody for every list that is exported.
import { join } from 'node:path';
import type { Knex } from 'knex';
import { newId } from '../../foundation/ids';
import { transaction } from '../../foundation/transaction';
import { registerModels } from '../../models/classification/register-models';
import { queueMail } from '../../models/messaging/queue-mail';
import { recordAudit } from '../../models/operations/audit-entry';
import { rememberTags } from '../../models/studio/image-tag';
import { happen } from '../factories/webhook';
import { shippedVersion } from '../support/shipped-version';
import { createOwnedRows } from './authorization/owned-rows';

/** Makes the rows; returns the ids that stand in the path of each list. */
export async function createExportedRows(
  database: Knex,
  owner_id: string,
): Promise<Record<string, string[]>> {
  await registerModels(database, join(__dirname, '../../ml/models'));
  const rows = await createOwnedRows(database, owner_id);
  const [batch_id = ''] = rows['/classification/batches/{id}'] ?? [];
  await createItem(database, { owner_id, batch_id });
  const run = { id: newId(), owner_id, model_version: shippedVersion, images: 10 };
  await database('classification_shadow_runs').insert(run);
  const mail = { owner_id, kind: 'batch-finished', subject_id: newId() } as const;
  await transaction(database, (tx) => queueMail(tx, mail));
  const entry = { actor_id: owner_id, action: 'batch.delete' };
  const subject = { type: 'batch', id: batch_id };
  await transaction(database, (tx) => recordAudit(tx, { ...entry, subject }));
  await happen(database, owner_id);
  const [image_id] = rows['/images/{id}'] ?? [];
  await database('studio_image_attempts').insert({
    ...{ id: newId(), image_id, owner_id, number: 1, provider: 'offline', state: 'running' },
    started_at: new Date(),
  });
  const tags = { owner_id, names: ['autumn'], now: new Date() };
  await transaction(database, (tx) => rememberTags(tx, tags));
  return {
    '/classification/batches/{id}/items': [batch_id],
    '/classification/models/{id}/shadow-runs': [shippedVersion],
    '/webhooks/endpoints/{id}/deliveries': rows['/webhooks/endpoints/{id}'] ?? [],
  };
}

async function createItem(
  database: Knex,
  of: { owner_id: string; batch_id: string },
): Promise<void> {
  const run = { id: newId(), ...of, attempt: 1 };
  await database('batch_runs').insert(run);
  await database('batch_items').insert({
    ...{ id: newId(), ...of, run_id: run.id, position: 0, run_position: 0 },
    ...{ source_name: '=tree.jpg', state: 'failed', error_code: 'not_an_image' },
  });
}
