import type { Knex } from 'knex';
import type { MetricValues } from './measure-post';
import { PostMetric } from './post-metric';
import type { PostStatus } from './post';
import { PostTarget } from './post-target';

/** One account's part of a post, and everything that was measured of it, oldest first. */
export interface TargetSeries {
  target: PostTarget;
  series: PostMetric[];
}

/** How a post fares at each of its accounts. */
export async function postSeries(database: Knex, postId: string): Promise<TargetSeries[]> {
  const targets = await PostTarget.query(database).where({ post_id: postId }).orderBy('id');
  const rows = await PostMetric.query(database)
    .whereIn(
      'target_id',
      targets.map(({ id }) => id),
    )
    .orderBy(['measured_at', 'id']);
  return targets.map((target) => ({
    target,
    series: rows.filter(({ target_id }) => target_id === target.id),
  }));
}

export type Period = 'day' | 'week' | 'month';

/** Whose posts, published when, in buckets of which length, by the clocks of which zone. */
export interface PostStatisticsRequest {
  owner_id: string;
  period: Period;
  timezone: string;
  from: Date;
  to: Date;
}

/** Posts that went live, and the newest figures of those that were measured. */
export interface PostFigures extends MetricValues {
  posted: number;
  measured: number;
}

/** What went live within one bucket. */
export interface PeriodFigures extends PostFigures {
  start: Date;
}

/** What became of the posts for one platform: how many have which status, and how those fare that are live. */
export interface PlatformFigures extends PostFigures {
  platform: string;
  statuses: { status: PostStatus; count: number }[];
}

/** How posts fared that were published at one hour of the day, or on one day of the week. */
export interface TimeFigures {
  /** 0 to 23, or 1 (Monday) to 7. */
  at: number;
  measured: number;
  average_engagement: number;
  /** The average, drawn towards that of all posts where there are few: one lucky post makes no best hour. */
  score: number;
}

export interface PostStatisticsResult extends PostFigures {
  periods: PeriodFigures[];
  platforms: PlatformFigures[];
  hours: TimeFigures[];
  weekdays: TimeFigures[];
}

type Group = PostFigures & { platform: string; start: Date };
type Hour = { hour: number; weekday: number; measured: number; engagement: number };

const measures = ['likes', 'comments', 'shares', 'reach', 'impressions'] as const;

// The newest figures of each post that went live in time.
const live = `with live as (
    select t.platform, t.posted_at, m.* from post_targets t
    left join lateral (
      select measured_at, ${measures.join(', ')} from post_metrics
      where target_id = t.id order by measured_at desc, id desc limit 1
    ) m on true
    where t.owner_id = ? and t.posted_at >= ? and t.posted_at < ?
  )`;

/** Grouped queries; the sums are put together here. */
export async function postStatistics(
  database: Knex,
  request: PostStatisticsRequest,
): Promise<PostStatisticsResult> {
  const { owner_id, period, timezone, from, to } = request;
  const sums = measures.map((name) => `sum(${name})::bigint as ${name}`).join(', ');
  const { rows: groups } = await database.raw<{ rows: Group[] }>(
    `${live} select platform, date_trunc(?, posted_at, ?) as start, count(*) as posted,
       count(measured_at) as measured, ${sums}
     from live group by 1, 2 order by 2, 1`,
    [owner_id, from, to, period, timezone],
  );
  const { rows: hours } = await database.raw<{ rows: Hour[] }>(
    `${live} select extract(hour from posted_at at time zone ?)::integer as hour,
       extract(isodow from posted_at at time zone ?)::integer as weekday, count(*) as measured,
       sum(coalesce(likes, 0) + coalesce(comments, 0) + coalesce(shares, 0))::bigint as engagement
     from live where measured_at is not null group by 1, 2`,
    [owner_id, from, to, timezone, timezone],
  );
  const starts = [...new Set(groups.map(({ start }) => start.getTime()))];
  return {
    ...sumOf(groups),
    periods: starts.map((start) => ({
      start: new Date(start),
      ...sumOf(groups.filter((group) => group.start.getTime() === start)),
    })),
    platforms: await platformFigures(database, request, groups),
    hours: ranked(hours, ({ hour }) => hour),
    weekdays: ranked(hours, ({ weekday }) => weekday),
  };
}

async function platformFigures(
  database: Knex,
  { owner_id, from, to }: PostStatisticsRequest,
  groups: Group[],
): Promise<PlatformFigures[]> {
  const { rows } = await database.raw<{
    rows: { platform: string; status: PostStatus; count: number }[];
  }>(
    `select platform, status, count(*) as count from post_targets
     where owner_id = ? and coalesce(posted_at, due_at) >= ? and coalesce(posted_at, due_at) < ?
     group by 1, 2 order by 1, 2`,
    [owner_id, from, to],
  );
  const names = [...new Set(rows.map(({ platform }) => platform))];
  return names.map((platform) => ({
    platform,
    statuses: rows
      .filter((row) => row.platform === platform)
      .map(({ status, count }) => ({ status, count })),
    ...sumOf(groups.filter((group) => group.platform === platform)),
  }));
}

/** The sum of figures; null where nobody told any. */
export function sumOfMetrics(rows: MetricValues[]): MetricValues {
  const sum = (name: keyof MetricValues): number | null => {
    const told = rows.flatMap((row) => row[name] ?? []);
    return told.length === 0 ? null : told.reduce((total, value) => total + value, 0);
  };
  return {
    ...{ likes: sum('likes'), comments: sum('comments'), shares: sum('shares') },
    ...{ reach: sum('reach'), impressions: sum('impressions') },
  };
}

function sumOf(rows: PostFigures[]): PostFigures {
  return {
    posted: rows.reduce((sum, { posted }) => sum + posted, 0),
    measured: rows.reduce((sum, { measured }) => sum + measured, 0),
    ...sumOfMetrics(rows),
  };
}

/** As many posts of the average kind are added to each hour before it is compared. */
const prior = 3;

/** Hours or weekdays, the best first. */
function ranked(rows: Hour[], at: (row: Hour) => number): TimeFigures[] {
  const all = totalOf(rows);
  const mean = all.measured === 0 ? 0 : all.engagement / all.measured;
  const keys = [...new Set(rows.map(at))];
  const figures = keys.map((key) => {
    const { measured, engagement } = totalOf(rows.filter((row) => at(row) === key));
    const score = (engagement + prior * mean) / (measured + prior);
    return { at: key, measured, average_engagement: engagement / measured, score };
  });
  return figures.sort((a, b) => b.score - a.score || a.at - b.at);
}

function totalOf(rows: Hour[]): { measured: number; engagement: number } {
  return {
    measured: rows.reduce((sum, { measured }) => sum + measured, 0),
    engagement: rows.reduce((sum, { engagement }) => sum + engagement, 0),
  };
}
