// The steps of a shadow run as its workflow takes them. Each may be repeated. Pictures are only read.
import type { Knex } from 'knex';
import type { Transaction } from '../../foundation/transaction';
import type { ShadowChunk, ShadowEnd, ShadowPlan } from '../../workflows/classification/contract';
import { appendEvent } from '../messaging/append-event';
import type { ImageResult } from './record-results';
import { compareShadow } from './shadow-comparison.queries';
import { ShadowRun } from './shadow-run';

/** A picture of a shadow run that the candidate has not answered yet. */
export interface ShadowImage {
  position: number;
  image_id: string;
  object_key: string;
}

/** Picks the pictures, the most recent ones with an answer, and marks the run as begun; null when it has ended. */
export async function claimShadowRun(tx: Transaction, runId: string): Promise<ShadowPlan | null> {
  const run = await ShadowRun.query(tx.sql).findById(runId).forUpdate();
  if (!run || run.finished_at) return null;
  const total = run.total ?? (await pickImages(tx, run));
  await ShadowRun.query(tx.sql)
    .findById(runId)
    .patch({ state: 'running', total, started_at: run.started_at ?? new Date() });
  return { total, desired_state: run.desired_state };
}

async function pickImages(tx: Transaction, { id, images }: ShadowRun): Promise<number> {
  const { rowCount } = await tx.sql.raw<{ rowCount: number }>(
    `insert into classification_shadow_results (shadow_run_id, position, image_id)
     select ?, row_number() over (order by created_at desc, id desc) - 1, id from (
       select id, created_at from classification_images
       where state = 'classified' and deleted_at is null
       order by created_at desc, id desc limit ?
     ) as recent`,
    [id, images],
  );
  return rowCount;
}

/** Whether the run is wanted still. */
export async function readShadowWish(
  database: Knex,
  runId: string,
): Promise<ShadowRun['desired_state']> {
  const run = await ShadowRun.query(database).findById(runId).throwIfNotFound();
  return run.desired_state;
}

/** The pictures of a chunk without an answer of the candidate. */
export async function pendingShadowImages(
  database: Knex,
  { run_id, from, to }: ShadowChunk,
): Promise<ShadowImage[]> {
  return await database('classification_shadow_results as r')
    .join('classification_images as i', 'i.id', 'r.image_id')
    .where({ 'r.shadow_run_id': run_id, 'r.answer': null, 'i.deleted_at': null })
    .whereBetween('r.position', [from, to - 1])
    .orderBy('r.position')
    .select({ position: 'r.position', image_id: 'i.id', object_key: 'i.object_key' });
}

/** Keeps the candidate's answers until the run is compared, and says in its row how far it is. */
export async function recordShadowAnswers(
  tx: Transaction,
  runId: string,
  answers: { position: number; answer: ImageResult }[],
): Promise<void> {
  await tx.sql.raw(
    `update classification_shadow_results r set answer = g.answer
     from jsonb_to_recordset(?::jsonb) as g(position int, answer jsonb)
     where r.shadow_run_id = ? and r.position = g.position`,
    [JSON.stringify(answers), runId],
  );
  await tx.sql.raw(
    `update classification_shadow_runs set done = (
       select count(*) from classification_shadow_results
       where shadow_run_id = ? and answer is not null
     ) where id = ?`,
    [runId, runId],
  );
}

/** Closes the run, with the comparison if it came to its end, forgets its answers, and tells who asked for it. */
export async function finishShadowRun(tx: Transaction, end: ShadowEnd): Promise<void> {
  const { run_id, state, error_code } = end;
  const run = await ShadowRun.query(tx.sql).findById(run_id).forUpdate();
  if (!run || run.finished_at) return;
  const comparison = state === 'finished' ? await compareShadow(tx.sql, run_id) : null;
  await ShadowRun.query(tx.sql)
    .findById(run_id)
    .patch({ state, error_code, comparison, finished_at: new Date() });
  await tx.sql('classification_shadow_results').where({ shadow_run_id: run_id }).delete();
  const { owner_id, model_version, total } = run;
  const agreement = comparison?.agreement;
  appendEvent(tx, {
    owner_id,
    type: `shadow_run.${state}`,
    subject: { type: 'shadow_run', id: run_id },
    data: { model_version, total, ...(agreement !== undefined && { agreement }) },
  });
}
