import type { Knex } from 'knex';
import type { StudioImageStatus } from './studio-image';

/** Whose pictures, asked for when, in buckets of which length. */
export interface ImageStatisticsRequest {
  owner_id: string;
  period: 'day' | 'week' | 'month';
  from: Date;
  to: Date;
}

/** What was made, and what it cost in millionths of a US dollar. */
export interface ImageStatistics {
  total: number;
  status_counts: Record<StudioImageStatus, number>;
  attempts: number;
  cost_micros: number;
}

export interface ProviderStatistics {
  provider: string;
  attempts: number;
  succeeded: number;
  average_seconds: number | null;
  cost_micros: number;
}

/** Altogether, per period that has any, and per provider. */
export interface ImageStatisticsResult extends ImageStatistics {
  periods: (ImageStatistics & { start: Date })[];
  providers: ProviderStatistics[];
}

interface CountedImages {
  start: Date;
  status: StudioImageStatus;
  count: number;
}

interface CountedAttempts {
  start: Date;
  provider: string;
  count: number;
  succeeded: number;
  ended: number;
  seconds: number | null;
  cost: number;
}

/** Two grouped queries, put together here. Periods begin at midnight UTC, weeks on Monday. */
export async function imageStatistics(
  database: Knex,
  request: ImageStatisticsRequest,
): Promise<ImageStatisticsResult> {
  const [images, attempts] = await Promise.all([
    countedImages(database, request),
    countedAttempts(database, request),
  ]);
  const starts = new Set([...images, ...attempts].map(({ start }) => start.getTime()));
  const periods = [...starts]
    .sort((a, b) => a - b)
    .map((start) => {
      const then = (row: { start: Date }): boolean => row.start.getTime() === start;
      return { start: new Date(start), ...sumOf(images.filter(then), attempts.filter(then)) };
    });
  const names = [...new Set(attempts.map(({ provider }) => provider))];
  const providers = names.map((name) => providerSum(name, attempts));
  return {
    ...sumOf(images, attempts),
    periods,
    providers: providers.sort((a, b) => b.attempts - a.attempts),
  };
}

async function countedImages(
  database: Knex,
  { owner_id, period, from, to }: ImageStatisticsRequest,
): Promise<CountedImages[]> {
  const { rows } = await database.raw<{ rows: CountedImages[] }>(
    `select date_trunc(?, created_at, 'UTC') as start, status, count(*) as count
     from studio_images
     where owner_id = ? and deleted_at is null and created_at >= ? and created_at < ?
     group by 1, 2`,
    [period, owner_id, from, to],
  );
  return rows;
}

async function countedAttempts(
  database: Knex,
  { owner_id, period, from, to }: ImageStatisticsRequest,
): Promise<CountedAttempts[]> {
  const { rows } = await database.raw<{ rows: CountedAttempts[] }>(
    `select date_trunc(?, started_at, 'UTC') as start, provider, count(*) as count,
       count(*) filter (where state = 'succeeded') as succeeded, count(finished_at) as ended,
       sum(extract(epoch from finished_at - started_at))::double precision as seconds,
       sum(cost_micros)::bigint as cost
     from studio_image_attempts
     where owner_id = ? and started_at >= ? and started_at < ?
     group by 1, 2`,
    [period, owner_id, from, to],
  );
  return rows;
}

function sumOf(images: CountedImages[], attempts: CountedAttempts[]): ImageStatistics {
  const status_counts = { pending: 0, generated: 0, validated: 0, rejected: 0, failed: 0 };
  for (const { status, count } of images) status_counts[status] += count;
  return {
    total: sum(images, ({ count }) => count),
    status_counts,
    attempts: sum(attempts, ({ count }) => count),
    cost_micros: sum(attempts, ({ cost }) => cost),
  };
}

function providerSum(provider: string, all: CountedAttempts[]): ProviderStatistics {
  const rows = all.filter((row) => row.provider === provider);
  const ended = sum(rows, (row) => row.ended);
  return {
    provider,
    attempts: sum(rows, ({ count }) => count),
    succeeded: sum(rows, ({ succeeded }) => succeeded),
    average_seconds: ended === 0 ? null : sum(rows, ({ seconds }) => seconds ?? 0) / ended,
    cost_micros: sum(rows, ({ cost }) => cost),
  };
}

function sum<Row>(rows: Row[], of: (row: Row) => number): number {
  return rows.reduce((total, row) => total + of(row), 0);
}
