import type { LotReport } from '../../models/classification/lot-report';
import { itemError } from './error-titles';
import type { Told } from './report-told';

/** What became of the items, and why some failed: names and counts. */
export function batchReportCounts(
  { batch, results, failures }: LotReport,
  { words, numbers, language }: Told,
): [string, string][] {
  const { classified, uncertain, not_a_plum, unusable } = results.outcome_counts;
  const counted: [string, number][] = [
    [words.total, batch.total],
    [words.outcomes.classified, classified],
    [words.outcomes.uncertain, uncertain],
    [words.outcomes.not_a_plum, not_a_plum],
    [words.outcomes.unusable, unusable],
    [words.failed, batch.failed],
    ...failures.map(({ error_code, count }): [string, number] => [
      `– ${itemError(error_code, language)?.title ?? error_code}`,
      count,
    ]),
  ];
  return counted.map(([name, count]) => [name, numbers.count(count)]);
}
