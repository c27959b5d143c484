import type { Language } from '../../foundation/language';
import type { ResultCounts } from '../../models/classification/result-counts.queries';
import type { BatchRow } from '../../models/operations/batch.queries';
import type { BatchCounts, ClassificationBatch } from '../../openapi/generated/types';
import { batchError } from './error-titles';

/** A batch as the contract shows it. */
export function batchView(
  row: BatchRow,
  results: ResultCounts,
  { now, language }: { now: Date; language: Language },
): ClassificationBatch {
  const counts = countsOf(row);
  const rate = rateOf(row, now);
  const model_version = row.options.model_version ?? null;
  return {
    id: row.id,
    owner_id: row.owner_id,
    name: row.name,
    kind: row.kind,
    state: row.state,
    desired_state: row.desired_state,
    progress: progressOf(row, counts),
    counts,
    ...results,
    images_per_second: rate === null ? null : rounded(rate),
    eta_seconds: rate === null || row.state !== 'running' ? null : rounded(counts.pending / rate),
    options: { model_version, stop_at_failure_rate: row.options.stop_at_failure_rate ?? null },
    model_version,
    error: batchError(row.error_code, language),
    attempt: row.attempt,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
    started_at: row.started_at?.toISOString() ?? null,
    finished_at: row.finished_at?.toISOString() ?? null,
  };
}

/** While a source is looked through, files that were refused are known before the total is. */
export function countsOf({ succeeded, failed, cancelled, ...row }: BatchRow): BatchCounts {
  const settled = succeeded + failed + cancelled;
  const total = Math.max(row.total, settled);
  return { total, pending: total - settled, succeeded, failed, cancelled };
}

function progressOf(row: BatchRow, { total, pending }: BatchCounts): number {
  if (total === 0 || row.total === 0) return row.finished_at ? 1 : 0;
  return (total - pending) / total;
}

/** Items per second of the attempt's working time, pauses left out. */
function rateOf(row: BatchRow, now: Date): number | null {
  const current = row.active_since ? now.getTime() - row.active_since.getTime() : 0;
  const seconds = (row.active_ms + Math.max(0, current)) / 1_000;
  return row.settled_in_attempt > 0 && seconds > 0 ? row.settled_in_attempt / seconds : null;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
