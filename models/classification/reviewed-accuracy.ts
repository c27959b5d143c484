import type { PlumLabel } from '../../openapi/generated/types';
import type { ImageOutcome } from './image';
import { plumLabels } from './plum-label';
import type { Agreement, AnswerCounts } from './reviewed-accuracy.queries';
import { type Share, stabilityIndex, wilsonShare } from './reviewed-figures';

/** How often the model was right on some images. */
export interface Hits {
  count: number;
  correct: number;
  accuracy: Share | null;
}

export interface ClassHits {
  label: PlumLabel;
  reviewed: number;
  answered: number;
  correct: number;
  recall: Share | null;
  precision: Share | null;
}

export interface AccuracyFigures extends Hits {
  outcomes: (Hits & { outcome: ImageOutcome })[];
  classes: ClassHits[];
  /** Rows are what persons said, columns what the model answered, both in the order of `classes`. */
  confusion: number[][];
}

const outcomes = ['classified', 'uncertain'] as const;

/** What the counts say of the model. */
export function accuracyFigures(agreements: Agreement[]): AccuracyFigures {
  const confusion = plumLabels.map((said) =>
    plumLabels.map((answered) =>
      total(agreements.filter((one) => one.reviewed_label === said && one.label === answered)),
    ),
  );
  return {
    ...hitsOf(agreements),
    outcomes: outcomes.map((outcome) => ({
      outcome,
      ...hitsOf(agreements.filter((one) => one.outcome === outcome)),
    })),
    classes: plumLabels.map((label) => classHits(label, agreements)),
    confusion,
  };
}

/** How far the recent answers are from those before. */
export function driftFigures({
  recent,
  baseline,
}: {
  recent: AnswerCounts;
  baseline: AnswerCounts;
}): { stability_index: number | null; confidence_change: number | null } {
  const [now, before] = [recent.average_confidence, baseline.average_confidence];
  return {
    stability_index: stabilityIndex(mixOf(recent), mixOf(baseline)),
    confidence_change: now === null || before === null ? null : now - before,
  };
}

function mixOf({ class_counts }: AnswerCounts): number[] {
  return plumLabels.map((label) => class_counts[label]);
}

function hitsOf(agreements: Agreement[]): Hits {
  const count = total(agreements);
  const correct = total(agreements.filter((one) => one.label === one.reviewed_label));
  return { count, correct, accuracy: wilsonShare(correct, count) };
}

function classHits(label: PlumLabel, agreements: Agreement[]): ClassHits {
  const said = agreements.filter((one) => one.reviewed_label === label);
  const answered = agreements.filter((one) => one.label === label);
  const correct = total(said.filter((one) => one.label === label));
  return {
    label,
    ...{ reviewed: total(said), answered: total(answered), correct },
    recall: wilsonShare(correct, total(said)),
    precision: wilsonShare(correct, total(answered)),
  };
}

function total(agreements: Agreement[]): number {
  return agreements.reduce((sum, { count }) => sum + count, 0);
}
