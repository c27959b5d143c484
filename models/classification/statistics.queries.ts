import type { Knex } from 'knex';
import {
  addResults,
  type CountedImages,
  noResults,
  type ResultCounts,
} from './result-counts.queries';

export type Period = 'day' | 'week' | 'month';

/** Whose images, classified when, in buckets of which length. */
export interface StatisticsRequest {
  owner_id: string;
  period: Period;
  from: Date;
  to: Date;
}

/** Counts of some images, and the mean confidence of those with a class. */
export interface Statistics extends ResultCounts {
  total: number;
  average_confidence: number | null;
}

export interface PeriodStatistics extends Statistics {
  start: Date;
}

export interface ModelStatistics {
  model_version: string;
  total: number;
  average_confidence: number | null;
  average_latency_ms: number | null;
}

/** What was classified altogether, per period with images, and per version of the model. */
export interface StatisticsResult extends Statistics {
  periods: PeriodStatistics[];
  models: ModelStatistics[];
}

interface Group extends CountedImages {
  start: Date;
  model_version: string;
  confidence: number | null;
  latency_ms: number | null;
  timed: number;
}

/** One grouped query; the sums are put together here. Periods begin at midnight UTC, weeks on Monday. */
export async function classificationStatistics(
  database: Knex,
  { owner_id, period, from, to }: StatisticsRequest,
): Promise<StatisticsResult> {
  const { rows } = await database.raw<{ rows: Group[] }>(
    `select date_trunc(?, classified_at, 'UTC') as start, model_version, outcome, label,
       count(*) as count, sum(confidence::double precision) as confidence,
       sum(latency_ms::double precision) as latency_ms, count(latency_ms) as timed
     from classification_images
     where owner_id = ? and deleted_at is null and outcome is not null
       and classified_at >= ? and classified_at < ?
     group by 1, 2, 3, 4 order by 1`,
    [period, owner_id, from, to],
  );
  const starts = [...new Set(rows.map((row) => row.start.getTime()))];
  const versions = [...new Set(rows.map((row) => row.model_version))];
  const periods = starts.map((start) => ({
    start: new Date(start),
    ...sumOf(rows.filter((row) => row.start.getTime() === start)),
  }));
  const models = versions.map((version) => modelSum(version, rows));
  return { ...sumOf(rows), periods, models: models.sort((a, b) => b.total - a.total) };
}

function sumOf(rows: Group[]): Statistics {
  const counts = noResults();
  for (const row of rows) addResults(counts, row);
  return { ...counts, total: total(rows), average_confidence: averageConfidence(rows) };
}

function modelSum(model_version: string, all: Group[]): ModelStatistics {
  const rows = all.filter((row) => row.model_version === model_version);
  const timed = rows.reduce((sum, row) => sum + row.timed, 0);
  const latency = rows.reduce((sum, row) => sum + (row.latency_ms ?? 0), 0);
  return {
    model_version,
    total: total(rows),
    average_confidence: averageConfidence(rows),
    average_latency_ms: timed === 0 ? null : latency / timed,
  };
}

function averageConfidence(rows: Group[]): number | null {
  const sure = rows.filter((row) => row.outcome === 'classified');
  const count = total(sure);
  if (count === 0) return null;
  return Math.min(1, sure.reduce((sum, row) => sum + (row.confidence ?? 0), 0) / count);
}

function total(rows: Group[]): number {
  return rows.reduce((sum, row) => sum + row.count, 0);
}
