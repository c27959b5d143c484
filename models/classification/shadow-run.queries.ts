import type { Knex } from 'knex';
import type { ModelObject } from 'objection';
import { keysetPage, type KeysetPage, type PageRequest } from '../../foundation/keyset';
import { ShadowRun } from './shadow-run';

export type ShadowRunRow = ModelObject<ShadowRun>;

/** A page of the shadow runs of a version, whoever asked for them. */
export async function listShadowRuns(
  database: Knex,
  model_version: string,
  page: PageRequest,
): Promise<KeysetPage<ShadowRunRow>> {
  const query = database('classification_shadow_runs').where({ model_version }).select('*');
  return await keysetPage<ShadowRunRow>(database, query, page);
}

/** A shadow run of a version. */
export async function findShadowRun(
  database: Knex,
  run: { id: string; model_version: string },
): Promise<ShadowRun | undefined> {
  return await ShadowRun.query(database).findOne(run);
}
