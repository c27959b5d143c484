// Which version new work uses. Activations form a chain: a rollback goes one link back and never forth again.
import { fail } from '../../foundation/errors';
import { newId } from '../../foundation/ids';
import type { Transaction } from '../../foundation/transaction';
import { usersWith } from '../identity/permitted-users.queries';
import { appendEvent } from '../messaging/append-event';
import { ClassifierModel } from './classifier-model';
import { ModelActivation } from './model-activation';

/** What an activation did: the version that is active now, and the one that was before it. */
export interface ActivationChange {
  model: ClassifierModel;
  previous: string | null;
  /** False when the version was the active one already. */
  changed: boolean;
}

/** All who activate wait for each other here, so that there is one order of activations. */
const activationLock = 7_203_209;

/**
 * Makes a version the one that new work uses. Batches that run go on with theirs.
 * @throws `model_not_ready` (409) when it was not checked yet, or refused
 */
export async function activateModel(
  tx: Transaction,
  { version, actor_id }: { version: string; actor_id: string },
): Promise<ActivationChange> {
  const current = await lockedActivation(tx);
  const model = await ClassifierModel.query(tx.sql).findById(version);
  if (!model) throw fail('not_found');
  if (model.state !== 'ready') throw fail('model_not_ready', `The version is ${model.state}.`);
  if (model.is_active) return { model, previous: version, changed: false };
  const previous_id = current?.id ?? null;
  return await enter(tx, { model_version: version, kind: 'activate', previous_id, actor_id });
}

/**
 * Returns to the version that was active before the current one.
 * @throws `no_previous_model` (409) when there is none
 */
export async function rollBackModel(
  tx: Transaction,
  { actor_id }: { actor_id: string },
): Promise<ActivationChange> {
  const current = await lockedActivation(tx);
  if (!current?.previous_id) throw fail('no_previous_model');
  const before = await ModelActivation.query(tx.sql)
    .findById(current.previous_id)
    .throwIfNotFound();
  const { model_version, previous_id } = before;
  return await enter(tx, { model_version, kind: 'rollback', previous_id, actor_id });
}

async function lockedActivation(tx: Transaction): Promise<ModelActivation | undefined> {
  await tx.sql.raw('select pg_advisory_xact_lock(?)', [activationLock]);
  return await ModelActivation.query(tx.sql).orderBy('number', 'desc').first();
}

async function enter(
  tx: Transaction,
  activation: Pick<ModelActivation, 'model_version' | 'kind' | 'previous_id' | 'actor_id'>,
): Promise<ActivationChange> {
  const { model_version: version, kind } = activation;
  const left = await ClassifierModel.query(tx.sql)
    .where({ is_active: true })
    .patch({ is_active: false })
    .returning('version')
    .first();
  await ModelActivation.query(tx.sql).insert({ id: newId(), ...activation });
  const model = await ClassifierModel.query(tx.sql)
    .patchAndFetchById(version, { is_active: true, activated_at: new Date() })
    .throwIfNotFound();
  const previous = left?.version ?? null;
  const subject = { type: 'model', id: model.subject_id };
  const data = { model_version: version, previous, kind };
  for (const owner_id of await usersWith(tx, 'models.manage')) {
    appendEvent(tx, { owner_id, type: 'model.activated', subject, data });
  }
  return { model, previous, changed: true };
}
