import type { ModelRow } from '../../models/classification/model.queries';
import type { ClassificationModel, ModelFigure, PlumLabel } from '../../openapi/generated/types';

/** A version of the model as the contract shows it. */
export function modelView(row: ModelRow): ClassificationModel {
  return {
    id: row.version,
    active: row.is_active,
    classes: row.card.classes as PlumLabel[],
    figures: figuresOf(row.card['validation']),
    card: row.card,
    sha256: row.sha256,
    created_at: row.created_at.toISOString(),
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
