import type { Knex } from 'knex';
import type { ImageOutcome } from './image';
import { addResults, noResults, type ResultCounts } from './result-counts.queries';

/** Which version's images, and whose: everybody's without `owner_id`. */
export interface AccuracyScope {
  model_version: string;
  owner_id?: string | undefined;
}

/** Images on which model and person agreed or did not. */
export interface Agreement {
  outcome: ImageOutcome;
  label: string;
  reviewed_label: string;
  count: number;
}

/** The reviewed images of a period, counted by what was answered and what was said. */
export async function countAgreements(
  database: Knex,
  scope: AccuracyScope,
  { from, to }: { from: Date; to: Date },
): Promise<Agreement[]> {
  return await imagesOf(database, scope)
    .whereNotNull('label')
    .whereNotNull('reviewed_label')
    .where('reviewed_at', '>=', from)
    .where('reviewed_at', '<', to)
    .groupBy('outcome', 'label', 'reviewed_label')
    .count('* as count')
    .select<Agreement[]>('outcome', 'label', 'reviewed_label');
}

/** What a version answered in a window of time. */
export interface AnswerCounts extends ResultCounts {
  from: Date;
  to: Date;
  total: number;
  average_confidence: number | null;
}

const day = 24 * 3_600_000;

/** The answers of the last 7 days, and of the 30 days before them, in one query. */
export async function countAnswers(
  database: Knex,
  scope: AccuracyScope,
  to: Date,
): Promise<{ recent: AnswerCounts; baseline: AnswerCounts }> {
  const border = new Date(to.getTime() - 7 * day);
  const from = new Date(border.getTime() - 30 * day);
  const rows = await imagesOf(database, scope)
    .whereNotNull('outcome')
    .where('classified_at', '>=', from)
    .where('classified_at', '<', to)
    .groupByRaw('recent, outcome, label')
    .count('* as count')
    .select<AnsweredImages[]>(
      database.raw('classified_at >= ? as recent', [border]),
      'outcome',
      'label',
      database.raw('sum(confidence::double precision) as confidence'),
    );
  const window = (recent: boolean) => rows.filter((row) => row.recent === recent);
  return {
    recent: sumOf(window(true), border, to),
    baseline: sumOf(window(false), from, border),
  };
}

interface AnsweredImages {
  recent: boolean;
  outcome: ImageOutcome;
  label: string | null;
  confidence: number | null;
  count: number;
}

function sumOf(rows: AnsweredImages[], from: Date, to: Date): AnswerCounts {
  const counts = noResults();
  for (const row of rows) addResults(counts, row);
  const sure = rows.filter(({ outcome }) => outcome === 'classified');
  const confidence = sure.reduce((sum, row) => sum + (row.confidence ?? 0), 0);
  const count = sure.reduce((sum, row) => sum + row.count, 0);
  const total = rows.reduce((sum, row) => sum + row.count, 0);
  const average_confidence = count === 0 ? null : Math.min(1, confidence / count);
  return { from, to, ...counts, total, average_confidence };
}

function imagesOf(database: Knex, { model_version, owner_id }: AccuracyScope): Knex.QueryBuilder {
  const images = database('classification_images').where({ model_version }).whereNull('deleted_at');
  return owner_id === undefined ? images : images.where({ owner_id });
}
