import type { Knex } from 'knex';
import type { ModelObject } from 'objection';
import {
  keysetPage,
  type KeysetOrder,
  type KeysetPage,
  type PageRequest,
} from '../../foundation/keyset';
import type { Transaction } from '../../foundation/transaction';
import { ClassifierModel } from './classifier-model';

export type ModelRow = ModelObject<ClassifierModel>;

/** Newest first. */
export const modelOrder: KeysetOrder = {
  columns: [
    { sql: 'created_at', type: 'timestamptz' },
    { sql: 'version', type: 'text' },
  ],
  direction: 'desc',
};

/** A page of the versions that this deployment knows. */
export async function listModels(database: Knex, page: PageRequest): Promise<KeysetPage<ModelRow>> {
  return await keysetPage<ModelRow>(database, database('classification_models').select('*'), page);
}

/** One version. */
export async function findModel(database: Knex, version: string): Promise<ModelRow | undefined> {
  return await ClassifierModel.query(database).findById(version);
}

/** One version, which nobody else changes until the transaction ends. */
export async function lockModel(
  tx: Transaction,
  version: string,
): Promise<ClassifierModel | undefined> {
  return await ClassifierModel.query(tx.sql).findById(version).forUpdate();
}
