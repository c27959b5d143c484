import type { Knex } from 'knex';
import type { PlumLabel } from '../../openapi/generated/types';
import type { ItemErrorCode } from '../operations/batch-item';
import type { ImageOutcome } from './image';
import type { ImageRow } from './image.queries';

/** Pictures of a lot that one version of the model answered alike. */
export interface AnswerCount {
  model_version: string;
  outcome: ImageOutcome;
  label: string | null;
  /** What a person said instead, or null. */
  confirmed: string | null;
  count: number;
}

/** What the model answered, and people after it. Pictures that were deleted since count as in the batch's own counts. */
export async function countAnswers(database: Knex, batchId: string): Promise<AnswerCount[]> {
  const { rows } = await database.raw<{ rows: AnswerCount[] }>(
    `select model_version, outcome, label, reviewed_label as confirmed, count(*) as count
     from classification_images where batch_id = ? and outcome is not null
     group by 1, 2, 3, 4 order by 1, 2, 3, 4`,
    [batchId],
  );
  return rows;
}

/** How many items of a batch failed, and why; the commonest reason first. */
export async function countFailures(
  database: Knex,
  batchId: string,
): Promise<{ error_code: ItemErrorCode; count: number }[]> {
  const { rows } = await database.raw<{ rows: { error_code: ItemErrorCode; count: number }[] }>(
    `select error_code, count(*) as count from batch_items
     where batch_id = ? and state = 'failed' and error_code is not null
     group by error_code order by count desc, error_code`,
    [batchId],
  );
  return rows;
}

/** A few pictures of each class, the surest first; none that a person named otherwise. */
export async function findExamples(
  database: Knex,
  batchId: string,
  { labels, each }: { labels: readonly PlumLabel[]; each: number },
): Promise<ImageRow[]> {
  const { rows } = await database.raw<{ rows: ImageRow[] }>(
    `select example.* from unnest(?::text[]) with ordinality as wanted (label, place)
     cross join lateral (
       select * from classification_images i
       where i.batch_id = ? and i.outcome = 'classified' and i.label = wanted.label
         and i.deleted_at is null and coalesce(i.reviewed_label, i.label) = i.label
       order by i.confidence desc, i.id limit ?
     ) as example order by wanted.place, example.confidence desc, example.id`,
    [[...labels], batchId, each],
  );
  return rows;
}
