import type { Knex } from 'knex';
import { fail } from '../../foundation/errors';
import { ClassifierModel, type ModelInUse, type ModelThresholds } from './classifier-model';

/** The thresholds that hold for a version: those that were set, else those of its card. */
export function thresholdsOf(row: Pick<ClassifierModel, 'thresholds' | 'card'>): ModelThresholds {
  return row.thresholds ?? row.card.thresholds;
}

/** What inference needs to know of a row. */
export function inUse(row: ClassifierModel): ModelInUse {
  const { version, sha256, card } = row;
  const { classes, input } = card;
  const { name, size } = input;
  return { version, sha256, classes, input: { name, size }, thresholds: thresholdsOf(row) };
}

/** A version by its name, as inference needs it. */
export async function modelInUse(database: Knex, version: string): Promise<ModelInUse> {
  return inUse(await ClassifierModel.query(database).findById(version).throwIfNotFound());
}

/** The version that classifies when none is asked for. */
export async function activeModel(database: Knex): Promise<ModelInUse> {
  const active = await ClassifierModel.query(database).findOne({ is_active: true });
  if (!active) throw fail('unavailable', 'No classifier model is active yet.');
  return inUse(active);
}
