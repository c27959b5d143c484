import type { Language } from '../../foundation/language';
import type { ImageItemRow } from '../../models/classification/batch-item.queries';
import type {
  BatchItemImage,
  ClassificationBatchItem,
  PlumLabel,
} from '../../openapi/generated/types';
import { itemError } from './error-titles';

/** An item of a batch as the contract shows it. */
export function batchItemView(row: ImageItemRow, language: Language): ClassificationBatchItem {
  return {
    id: row.id,
    position: row.position,
    source_name: row.source_name,
    state: row.state,
    attempt: row.attempt,
    error: itemError(row.error_code, language),
    image: seen(row),
    created_at: row.created_at.toISOString(),
    finished_at: row.finished_at?.toISOString() ?? null,
  };
}

function seen(row: ImageItemRow): BatchItemImage | null {
  const { image_id, outcome, label, confidence, model_version } = row;
  if (image_id === null) return null;
  return { id: image_id, outcome, label: label as PlumLabel | null, confidence, model_version };
}
