// What a lot is made of. Shares of answers are biased where the model mistakes one class for another, so they are
// corrected by how it did on its validation pictures; the interval holds the chance in both.
import { setImmediate as breathe } from 'node:timers/promises';
import { correctShares, normalized } from './defect-mix-correction';
import { chance, type Chance, drawShares, seedOf } from './defect-mix-draws';

/** What is known of the pictures of a lot. All lists are in one order of the classes. */
export interface MixEvidence {
  /** Pictures whose class a person named. */
  confirmed: number[];
  answers: ModelAnswers[];
}

/** What one version of the model answered. */
export interface ModelAnswers {
  /** All answers, also where a person was asked then: who was asked is not chance, so the rest alone would mislead. */
  observed: number[];
  /** Those of them that no person was asked about. */
  unasked: number[];
  /** What persons named the others. */
  confirmed: number[];
  /** Its validation pictures by truth (rows) and answer. */
  validation: number[][];
}

/** A share of the lot, from 0 to 1. */
export interface Share {
  /** Of the answers as they came. */
  observed: number;
  /** Without the model's bias. */
  corrected: number;
  interval_95: [number, number];
}

export interface DefectMix {
  /** Pictures that it tells of. */
  pictures: number;
  classes: Share[];
  /** All classes together that are defects. */
  defects: Share;
}

export interface MixOptions {
  /** Which classes are defects. */
  defects: boolean[];
  draws?: number;
}

const defaultDraws = 1_000;
/** Jeffreys' prior: a class that was never answered may still be there. */
const lotPrior = 0.5;
/** Small, for a row of nine pictures would drown in a larger one. */
const confusionPrior = 0.5;
/** Other requests come between. */
const drawsAtOnce = 50;

/**
 * The mix with 95 % intervals by a parametric bootstrap: each draw takes the lot's shares from the posterior of their
 * multinomial (Rubin 1981, "The Bayesian bootstrap") and each row of the confusion matrix from its Dirichlet
 * distribution, and corrects anew. The seed comes from the counts: the same lot has the same interval.
 */
export async function estimateMix(
  evidence: MixEvidence,
  { defects, draws = defaultDraws }: MixOptions,
): Promise<DefectMix> {
  const counts = countsOf(evidence);
  const observed = normalized(counts);
  const corrected = correctedMix(evidence);
  const next = chance(seedOf(numbersOf(evidence)));
  const drawn: number[][] = [];
  for (let draw = 0; draw < draws; draw += 1) {
    if (draw % drawsAtOnce === 0) await breathe();
    drawn.push(drawMix(next, evidence));
  }
  const defectsOf = (shares: number[]): number => sum(shares.filter((_, at) => defects[at]));
  const shareOf = (of: (shares: number[]) => number): Share => {
    const value = of(corrected);
    const [lower, upper] = interval(drawn.map(of), value);
    const interval_95: [number, number] = [lower, Math.max(upper, unseenAtMost(sum(counts)))];
    return { observed: of(observed), corrected: value, interval_95 };
  };
  return {
    pictures: sum(counts),
    classes: counts.map((_, at) => shareOf((shares) => shares[at] ?? 0)),
    defects: shareOf(defectsOf),
  };
}

/** Pictures per class: a person's word where there is one, else the model's. */
function countsOf({ confirmed, answers }: MixEvidence): number[] {
  return confirmed.map((named, at) =>
    sum([named, ...answers.map(({ unasked }) => unasked[at] ?? 0)]),
  );
}

function numbersOf({ confirmed, answers }: MixEvidence): number[] {
  return [
    confirmed,
    ...answers.flatMap((one) => [one.observed, one.unasked, one.confirmed, ...one.validation]),
  ].flat();
}

function correctedMix({ confirmed, answers }: MixEvidence): number[] {
  const parts = answers.map((group) => {
    const shares = correctShares(normalized(group.observed), group.validation.map(normalized));
    return { weight: sum(group.unasked), mix: withoutNamed(shares, group) };
  });
  return normalized(together(confirmed, parts));
}

/** One mix that the evidence allows. */
function drawMix(next: Chance, { confirmed, answers }: MixEvidence): number[] {
  const rests = answers.map(({ unasked }) => sum(unasked));
  // The prior belongs to what the model answered; a person's word needs none unless there is nothing else.
  const prior = sum(rests) > 0 ? 0 : lotPrior;
  const weights = drawShares(next, [...confirmed.map((count) => count + prior), ...rests]);
  const parts = answers.map((group, at) => {
    const observed = drawShares(
      next,
      group.observed.map((count) => count + lotPrior),
    );
    const confusion = group.validation.map((row) =>
      drawShares(
        next,
        row.map((count) => count + confusionPrior),
      ),
    );
    const mix = withoutNamed(correctShares(observed, confusion), group);
    return { weight: weights[confirmed.length + at] ?? 0, mix };
  });
  return together(weights.slice(0, confirmed.length), parts);
}

/** The shares of the pictures that nobody was asked about: those of all, less what persons named. */
function withoutNamed(shares: number[], { observed, confirmed }: ModelAnswers): number[] {
  const all = sum(observed);
  return normalized(shares.map((share, at) => Math.max(0, share * all - (confirmed[at] ?? 0))));
}

function together(named: number[], parts: { weight: number; mix: number[] }[]): number[] {
  return named.map((count, at) =>
    sum([count, ...parts.map(({ weight, mix }) => weight * (mix[at] ?? 0))]),
  );
}

/**
 * What a class may be of a lot of which no picture shows it (Clopper and Pearson 1934). No upper end is below: where the
 * model takes more sound plums for spotted than the lot has spotted answers, every draw says none.
 */
function unseenAtMost(pictures: number): number {
  return 1 - 0.025 ** (1 / Math.max(1, pictures));
}

/** The middle 95 % of the draws, and the value itself, which rounding must not leave outside. */
function interval(values: number[], value: number): [number, number] {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? value;
  return [Math.min(at(0.025), value), Math.max(at(0.975), value)];
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
