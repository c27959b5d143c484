import type { Language } from '../../foundation/language';
import { thresholdsOf } from '../../models/classification/model-in-use';
import type { ModelRow } from '../../models/classification/model.queries';
import type {
  ClassificationModel,
  ModelFigure,
  ModelThresholds,
  PlumLabel,
} from '../../openapi/generated/types';
import { modelRefusal } from './model-titles';

/** A version of the model as the contract shows it. */
export function modelView(row: ModelRow, language: Language): ClassificationModel {
  return {
    id: row.version,
    subject_id: row.subject_id,
    state: row.state,
    active: row.is_active,
    origin: row.origin,
    refusal: modelRefusal(row, language),
    classes: row.card.classes as PlumLabel[],
    thresholds: thresholdsOf(row) as ModelThresholds,
    figures: figuresOf(row.card['validation']),
    card: row.card,
    sha256: row.sha256,
    size: row.size,
    created_at: row.created_at.toISOString(),
    checked_at: row.checked_at?.toISOString() ?? null,
    activated_at: row.activated_at?.toISOString() ?? null,
  };
}

/** What the card's validation measured with one number for the whole; the rest stays in the card. */
function figuresOf(validation: unknown): Record<string, ModelFigure> {
  const figures: Record<string, ModelFigure> = {};
  for (const [name, figure] of Object.entries(validation ?? {})) {
    const { value, interval_95 } = (figure ?? {}) as Partial<ModelFigure>;
    if (typeof value === 'number') figures[name] = { value, interval_95: interval_95 ?? null };
  }
  return figures;
}
