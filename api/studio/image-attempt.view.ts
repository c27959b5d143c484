import type { Language } from '../../foundation/language';
import type { ImageAttemptRow } from '../../models/studio/image-attempt.queries';
import type { ImageAttempt } from '../../openapi/generated/types';
import { imageError } from './image-error-titles';

/** A call of a provider as the contract shows it. */
export function imageAttemptView(row: ImageAttemptRow, language: Language): ImageAttempt {
  const { started_at, finished_at } = row;
  return {
    ...{ id: row.id, owner_id: row.owner_id, image_id: row.image_id, number: row.number },
    ...{ provider: row.provider, model: row.model, state: row.state },
    ...{ seed: row.seed, cost_micros: row.cost_micros },
    seconds: finished_at && (finished_at.getTime() - started_at.getTime()) / 1000,
    error: imageError(row.error_code, language),
    started_at: started_at.toISOString(),
    finished_at: finished_at?.toISOString() ?? null,
  };
}
