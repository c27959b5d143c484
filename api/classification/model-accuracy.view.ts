import type { Knex } from 'knex';
import { accuracyFigures, driftFigures } from '../../models/classification/reviewed-accuracy';
import {
  type AccuracyScope,
  type AnswerCounts,
  countAgreements,
  countAnswers,
} from '../../models/classification/reviewed-accuracy.queries';
import type { AnswerWindow, ModelAccuracy } from '../../openapi/generated/types';

/** A version of the model beside what persons said, as the contract shows it. */
export async function accuracyView(
  database: Knex,
  scope: AccuracyScope,
  range: { from: Date; to: Date },
): Promise<ModelAccuracy> {
  const agreements = await countAgreements(database, scope, range);
  const answers = await countAnswers(database, scope, range.to);
  return {
    model_version: scope.model_version,
    from: range.from.toISOString(),
    to: range.to.toISOString(),
    ...accuracyFigures(agreements),
    drift: {
      recent: windowView(answers.recent),
      baseline: windowView(answers.baseline),
      ...driftFigures(answers),
    },
  };
}

function windowView({ from, to, ...counts }: AnswerCounts): AnswerWindow {
  return { from: from.toISOString(), to: to.toISOString(), ...counts };
}
