import type { Language } from '../../foundation/language';
import type { ShadowRunRow } from '../../models/classification/shadow-run.queries';
import type { ShadowRun } from '../../openapi/generated/types';
import { shadowRunError } from './model-titles';

/** A shadow run as the contract shows it. */
export function shadowRunView(row: ShadowRunRow, language: Language): ShadowRun {
  return {
    id: row.id,
    owner_id: row.owner_id,
    model_version: row.model_version,
    state: row.state,
    images: row.images,
    total: row.total,
    done: row.done,
    comparison: row.comparison,
    error: shadowRunError(row.error_code, language),
    created_at: row.created_at.toISOString(),
    started_at: row.started_at?.toISOString() ?? null,
    finished_at: row.finished_at?.toISOString() ?? null,
  };
}
