import type { MetricValues } from '../../models/studio/measure-post';
import type { PostMetric } from '../../models/studio/post-metric';
import {
  type PostFigures,
  type PostStatisticsRequest,
  type PostStatisticsResult,
  sumOfMetrics,
  type TargetSeries,
} from '../../models/studio/post-analytics.queries';
import type {
  PostAnalytics,
  PostMeasurement,
  PostMetricTotals,
  PostStatistics,
  PostTargetAnalytics,
  PlatformStatistics,
} from '../../openapi/generated/types';

/** How a post fares, as the contract shows it. */
export function postAnalyticsView(post_id: string, targets: TargetSeries[]): PostAnalytics {
  const newest = targets.flatMap(({ series }) => series.at(-1) ?? []);
  return { post_id, totals: sumOfMetrics(newest), targets: targets.map(targetView) };
}

function targetView({ target, series }: TargetSeries): PostTargetAnalytics {
  const { id: target_id, account_id, platform, status, permalink } = target;
  return {
    ...{ target_id, account_id, platform, status, permalink },
    posted_at: target.posted_at?.toISOString() ?? null,
    removed_at: target.removed_at?.toISOString() ?? null,
    measure_at: target.measure_at?.toISOString() ?? null,
    series: series.map(measurementView),
  };
}

function measurementView(row: PostMetric): PostMeasurement {
  const { measured_at, due_at } = row;
  return {
    ...{ measured_at: measured_at.toISOString(), due_at: due_at.toISOString() },
    ...metricsView(row),
  };
}

/** How somebody's posts fare, as the contract shows it. */
export function postStatisticsView(
  { period, timezone, from, to }: PostStatisticsRequest,
  found: PostStatisticsResult,
): PostStatistics {
  return {
    ...{ period, timezone, from: from.toISOString(), to: to.toISOString() },
    ...figuresView(found),
    periods: found.periods.map((one) => ({
      start: one.start.toISOString(),
      ...figuresView(one),
    })),
    platforms: found.platforms.map(
      ({ platform, statuses, ...figures }) =>
        ({ platform, statuses, ...figuresView(figures) }) satisfies PlatformStatistics,
    ),
    best_hours: found.hours.map(({ at, ...rest }) => ({ hour: at, ...rest })),
    best_weekdays: found.weekdays.map(({ at, ...rest }) => ({ weekday: at, ...rest })),
  };
}

function figuresView({ posted, measured, ...metrics }: PostFigures): {
  posted: number;
  measured: number;
  metrics: PostMetricTotals;
} {
  return { posted, measured, metrics: metricsView(metrics) };
}

function metricsView(values: MetricValues): PostMetricTotals {
  const { likes, comments, shares, reach, impressions } = values;
  return { likes, comments, shares, reach, impressions };
}
