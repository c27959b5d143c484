import type { Knex } from 'knex';
import type { ChunkResult } from '../../workflows/operations/contract';
import { isBroken, type ItemErrorCode } from '../operations/batch-item';
import type { ImageOutcome } from './image';
import { uncertainReviews } from './review-uncertain';

/** What the model said of an image, or why it could not be read. */
export type ImageResult =
  | {
      ok: true;
      outcome: ImageOutcome;
      label: string | null;
      confidence: number | null;
      probabilities: Record<string, number> | null;
      media_type: string;
      width: number;
      height: number;
      latency_ms: number;
    }
  | { ok: false; error_code: ItemErrorCode; detail: string };

/** A pending item of a chunk. */
export interface PendingImage {
  item_id: string;
  image_id: string;
  object_key: string;
}

/** The items of a chunk that have no result yet. */
export async function pendingImages(
  database: Knex,
  { run_id, from, to }: { run_id: string; from: number; to: number },
): Promise<PendingImage[]> {
  return await database('batch_items as b')
    .join('classification_images as i', 'i.id', 'b.subject_id')
    .where({ 'b.run_id': run_id, 'b.state': 'pending' })
    .whereBetween('b.run_position', [from, to - 1])
    .orderBy('b.run_position')
    .select({ item_id: 'b.id', image_id: 'i.id', object_key: 'i.object_key' });
}

/** The state of a batch after results were recorded. `announce` is true at most twice a second per batch. */
export interface BatchProgress {
  batch_id: string;
  owner_id: string;
  total: number;
  succeeded: number;
  failed: number;
  images_per_second: number;
  announce: boolean;
}

/**
 * Records results in one statement: items, images, the reviews of uncertain ones, and the batch's counts by exactly the
 * items that changed. A result for an item that has one already, or that belongs to another attempt, changes nothing.
 * The array and `is true` make the planner look items up by their key: on a table that has just grown it takes a whole
 * run for a row or two.
 */
export async function recordResults(
  database: Knex,
  { run_id, model_version }: { run_id: string; model_version: string },
  results: (ImageResult & { item_id: string })[],
): Promise<BatchProgress | undefined> {
  const { rows } = await database.raw<{ rows: BatchProgress[] }>(
    `with given as (
       select * from jsonb_to_recordset(?::jsonb) as g(item_id uuid, ok boolean, outcome text,
         label text, confidence real, probabilities jsonb, media_type text, width int, height int,
         latency_ms real, error_code text, detail text)
     ), settled as (
       update batch_items b set state = case when g.ok then 'succeeded' else 'failed' end,
         error_code = g.error_code, error_detail = g.detail, finished_at = now()
       from given g
       where b.id = any(array(select item_id from given)) and b.id = g.item_id
         and b.state = 'pending' and (b.run_id = ?) is true
       returning b.id, b.subject_id, b.state, b.batch_id, b.attempt
     ), images as (
       update classification_images i set state = case when g.ok then 'classified' else 'failed' end,
         outcome = g.outcome, label = g.label, confidence = g.confidence,
         probabilities = g.probabilities, media_type = coalesce(g.media_type, i.media_type),
         width = g.width, height = g.height, latency_ms = g.latency_ms, model_version = ?,
         error_code = g.error_code, error_detail = g.detail, version = i.version + 1,
         classified_at = case when g.ok then now() end
       from given g join settled s on s.id = g.item_id where i.id = s.subject_id
       returning i.id, i.owner_id, i.sha256, i.outcome, i.label, i.model_version, i.deleted_at,
         s.attempt
     ), ${uncertainReviews}, counts as (
       select batch_id, count(*) filter (where state = 'succeeded') as succeeded,
         count(*) filter (where state = 'failed') as failed
       from settled group by batch_id
     )
     update batches b set succeeded = b.succeeded + c.succeeded, failed = b.failed + c.failed,
       announced_at = case when b.announced_at > now() - interval '500 ms'
         then b.announced_at else now() end
     from counts c where b.id = c.batch_id
     returning b.id as batch_id, b.owner_id, b.total, b.succeeded, b.failed,
       (b.succeeded + b.failed) / greatest(0.001, b.active_ms / 1000
         + coalesce(extract(epoch from clock_timestamp() - b.active_since), 0)::double precision) as images_per_second,
       b.announced_at = now() as announce`,
    [JSON.stringify(results), run_id, model_version],
  );
  return rows[0];
}

/** How a chunk stands in the database, whoever worked on it. */
export async function chunkResult(
  database: Knex,
  { run_id, from, to }: { run_id: string; from: number; to: number },
): Promise<ChunkResult> {
  const { rows } = await database.raw<{ rows: { state: string; code: string; count: number }[] }>(
    `select state, coalesce(error_code, '') as code, count(*) as count from batch_items
     where run_id = ? and run_position between ? and ? group by 1, 2`,
    [run_id, from, to - 1],
  );
  const sum = (match: (row: (typeof rows)[number]) => boolean): number =>
    rows.filter(match).reduce((total, row) => total + row.count, 0);
  return {
    succeeded: sum((row) => row.state === 'succeeded'),
    failed: sum((row) => row.state === 'failed'),
    broken: sum((row) => isBroken(row.code)),
  };
}
