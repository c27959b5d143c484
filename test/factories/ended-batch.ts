import type { Knex } from 'knex';
import { newId } from '../../foundation/ids';
import { Batch } from '../../models/operations/batch';
import { BatchRun } from '../../models/operations/batch-run';

/** A finished batch without items, whose only run took so many seconds; its id. */
export async function createEndedBatch(
  database: Knex,
  owner_id: string,
  seconds: number,
): Promise<string> {
  const id = newId();
  const finished_at = new Date();
  const batch = { id, owner_id, kind: 'classification', name: 'Orchard 7' } as const;
  const ended = { state: 'finished', desired_state: 'running', source: { type: 'files' } } as const;
  await Batch.query(database).insert({ ...batch, ...ended, options: {}, total: 3 });
  const run = { id: newId(), batch_id: id, owner_id, attempt: 1, state: 'done' } as const;
  const started_at = new Date(finished_at.getTime() - seconds * 1000);
  await BatchRun.query(database).insert({ ...run, started_at, finished_at });
  return id;
}
