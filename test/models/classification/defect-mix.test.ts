import fc from 'fast-check';
import {
  type DefectMix,
  estimateMix,
  type ModelAnswers,
} from '../../../models/classification/defect-mix';
import { correctShares, normalized } from '../../../models/classification/defect-mix-correction';
import { chance, drawCounts, drawShares } from '../../../models/classification/defect-mix-draws';

// How the shipped model did on its validation pictures, rows are the truth.
const validation = [
  [160, 1, 18, 1, 1, 0],
  [5, 55, 5, 0, 1, 2],
  [17, 5, 26, 2, 3, 2],
  [1, 0, 1, 7, 0, 0],
  [3, 1, 3, 1, 5, 4],
  [0, 1, 3, 2, 4, 44],
];
const nobody = [0, 0, 0, 0, 0, 0];
const defects = [false, false, true, true, true, true];
const perfect = (each: number): number[][] =>
  nobody.map((_, truth) => nobody.map((__, answer) => (truth === answer ? each : 0)));
/** Answers that no person was asked about. */
const unseen = (observed: number[], counted: number[][]): ModelAnswers => ({
  observed,
  unasked: observed,
  confirmed: nobody,
  validation: counted,
});
const total = (counts: number[]): number => counts.reduce((sum, count) => sum + count, 0);
const answersOf = (mix: number[], confusion: number[][]): number[] =>
  mix.map((_, answer) =>
    total(mix.map((share, truth) => share * (confusion[truth]?.[answer] ?? 0))),
  );
const width = (mix: DefectMix): number =>
  total(mix.classes.map(({ interval_95: [lower, upper] }) => upper - lower));

const counts = fc
  .array(fc.integer({ min: 0, max: 400 }), { minLength: 6, maxLength: 6 })
  .filter((some) => total(some) > 0);
const matrix = fc.array(
  fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 6, maxLength: 6 }),
  { minLength: 6, maxLength: 6 },
);

describe('the corrected shares', () => {
  it('are the observed ones where the model never errs', async () => {
    await fc.assert(
      fc.asyncProperty(counts, async (observed) => {
        const answers = [unseen(observed, perfect(50))];
        const mix = await estimateMix({ confirmed: nobody, answers }, { defects, draws: 50 });
        mix.classes.forEach((share, at) => {
          expect(share.observed).toBeCloseTo((observed[at] ?? 0) / total(observed), 9);
          expect(share.corrected).toBeCloseTo(share.observed, 6);
        });
      }),
      { numRuns: 30 },
    );
  });

  it('give the true mix back where the answers are those of that mix', () => {
    const mix = [0.4, 0.2, 0.15, 0.1, 0.05, 0.1];
    const confusion = validation.map(normalized);
    const found = correctShares(answersOf(mix, confusion), confusion);
    found.forEach((share, at) => expect(share).toBeCloseTo(mix[at] ?? 0, 3));
  });

  it('are shares that sum to 1 and lie in their intervals, whatever was counted', async () => {
    await fc.assert(
      fc.asyncProperty(counts, counts, matrix, async (observed, confirmed, answered) => {
        const evidence = { confirmed, answers: [unseen(observed, answered)] };
        const mix = await estimateMix(evidence, { defects, draws: 40 });
        expect(total(mix.classes.map(({ corrected }) => corrected))).toBeCloseTo(1, 6);
        for (const { corrected, interval_95 } of [...mix.classes, mix.defects]) {
          expect(interval_95[0]).toBeGreaterThanOrEqual(0);
          expect(interval_95[0]).toBeLessThanOrEqual(corrected);
          expect(interval_95[1]).toBeGreaterThanOrEqual(corrected);
          expect(interval_95[1]).toBeLessThanOrEqual(1 + 1e-9);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('are the person’s where a person looked at all', async () => {
    const confirmed = [80, 10, 10, 0, 0, 0];
    const mix = await estimateMix({ confirmed, answers: [] }, { defects });
    expect(mix.classes.map(({ corrected }) => corrected)).toEqual([0.8, 0.1, 0.1, 0, 0, 0]);
    // No rotten plum among a hundred may still be one among fifty.
    expect(mix.classes[5]?.interval_95[1]).toBeGreaterThan(0.01);
    expect(mix.classes[5]?.interval_95[1]).toBeLessThan(0.05);
  });

  it('stay true where persons were asked about hard pictures only', async () => {
    const mix = [0.5, 0.1, 0.2, 0.05, 0.05, 0.1];
    const confusion = validation.map(normalized);
    const all = 10_000;
    const observed = answersOf(mix, confusion).map((share) => share * all);
    // Every other spotted plum was unsure and went to a person, but only every tenth sound one.
    const asked = [0.1, 0.2, 0.5, 0.4, 0.4, 0.3];
    const confirmed = mix.map((share, at) => share * (asked[at] ?? 0) * all);
    const left = 1 - total(confirmed) / all;
    const unasked = observed.map((count) => count * left);
    const answers = [{ observed, unasked, confirmed, validation }];
    const found = await estimateMix({ confirmed, answers }, { defects, draws: 200 });
    found.classes.forEach(({ corrected }, at) => expect(corrected).toBeCloseTo(mix[at] ?? 0, 3));
    const without = [unseen(observed, validation)];
    const blind = await estimateMix(
      { confirmed: nobody, answers: without },
      { defects, draws: 200 },
    );
    expect(width(found)).toBeLessThan(width(blind));
  });

  it('weigh versions of the model by their pictures, each by its own mistakes', async () => {
    const sure = unseen([90, 10, 0, 0, 0, 0], perfect(1_000));
    const swapped = perfect(1_000).map((_, at, rows) => rows[[1, 0, 2, 3, 4, 5][at] ?? 0] ?? []);
    const wrong = unseen([0, 300, 0, 0, 0, 0], swapped);
    const mix = await estimateMix({ confirmed: nobody, answers: [sure, wrong] }, { defects });
    expect(mix.pictures).toBe(400);
    expect(mix.classes[0]?.observed).toBeCloseTo(90 / 400, 6);
    expect(mix.classes[0]?.corrected).toBeCloseTo(390 / 400, 6);
  });
});

describe('the intervals', () => {
  it('are the same for the same lot, and others for another', async () => {
    const of = (observed: number[]) =>
      estimateMix({ confirmed: nobody, answers: [unseen(observed, validation)] }, { defects });
    const once = await of([150, 40, 30, 10, 5, 20]);
    expect(await of([150, 40, 30, 10, 5, 20])).toEqual(once);
    expect((await of([150, 40, 30, 10, 5, 21])).defects).not.toEqual(once.defects);
  });

  it('leave room for a class whose answers are fewer than the model’s mistakes', async () => {
    // Of 950 sound plums the model would take 94 for spotted, and here are only 20 such answers.
    const answers = [unseen([950, 0, 20, 10, 10, 10], validation)];
    const mix = await estimateMix({ confirmed: nobody, answers }, { defects });
    expect(mix.classes[2]?.corrected).toBeCloseTo(0, 3);
    expect(mix.classes[2]?.interval_95[1]).toBeGreaterThan(0.003);
  });

  it('shrink with the pictures of the lot', async () => {
    const widths: number[] = [];
    for (const times of [1, 4, 16, 64]) {
      const observed = [30, 8, 6, 3, 2, 4].map((count) => count * times);
      const answers = [unseen(observed, perfect(100_000))];
      widths.push(width(await estimateMix({ confirmed: nobody, answers }, { defects })));
    }
    expect(widths).toEqual([...widths].sort((a, b) => b - a));
    expect((widths[3] ?? 1) / (widths[0] ?? 1)).toBeLessThan(0.2);
  });

  it('shrink with the validation pictures of the model', async () => {
    const observed = [300, 80, 60, 30, 20, 40];
    const widths: number[] = [];
    for (const times of [1, 10, 100]) {
      const more = validation.map((row) => row.map((count) => count * times));
      const answers = [unseen(observed, more)];
      widths.push(width(await estimateMix({ confirmed: nobody, answers }, { defects })));
    }
    expect(widths).toEqual([...widths].sort((a, b) => b - a));
  });

  it('hold the truth in 95 of 100 lots, where those of the observed shares do not', async () => {
    const lots = 300;
    const pictures = 500;
    const mix = [0.86, 0.05, 0.03, 0.02, 0.02, 0.02];
    const confusion = validation.map((row) => normalized(row.map((count) => count + 0.3)));
    const covered = mix.map(() => 0);
    const naive = mix.map(() => 0);
    let defectsCovered = 0;
    for (let lot = 0; lot < lots; lot += 1) {
      const next = chance(1_000 + lot);
      // The matrix on the card is itself only a sample of how the model errs.
      const card = validation.map((row, at) => drawCounts(next, total(row), confusion[at] ?? []));
      const observed = drawCounts(next, pictures, answersOf(mix, confusion));
      const answers = [unseen(observed, card)];
      const found = await estimateMix({ confirmed: nobody, answers }, { defects, draws: 200 });
      found.classes.forEach(({ observed: share, interval_95: [lower, upper] }, at) => {
        const truth = mix[at] ?? 0;
        if (lower <= truth && truth <= upper) covered[at] = (covered[at] ?? 0) + 1;
        if (inWilson(share, pictures, truth)) naive[at] = (naive[at] ?? 0) + 1;
      });
      const [lower, upper] = found.defects.interval_95;
      if (lower <= 0.09 && 0.09 <= upper) defectsCovered += 1;
    }
    for (const times of [...covered, defectsCovered]) {
      expect(times / lots).toBeGreaterThanOrEqual(0.9);
    }
    expect(total(covered) / lots / 6).toBeGreaterThanOrEqual(0.93);
    expect(Math.min(...naive) / lots).toBeLessThan(0.2);
    expect(total(naive) / lots / 6).toBeLessThan(0.8);
  });
});

/** Wilson's interval of a share, as if the model never erred. */
function inWilson(share: number, n: number, truth: number): boolean {
  const z = 1.96;
  const middle = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half =
    (z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n);
  return Math.abs(truth - middle) <= half;
}

describe('draws', () => {
  it('have the means of their distributions', () => {
    const next = chance(7);
    const weights = [0.5, 2, 0, 7.5];
    const draws = Array.from({ length: 4_000 }, () => drawShares(next, weights));
    weights.forEach((weight, at) => {
      const mean = total(draws.map((draw) => draw[at] ?? 0)) / draws.length;
      expect(mean).toBeCloseTo(weight / 10, 1);
      if (weight === 0) expect(mean).toBe(0);
    });
    const counted = drawCounts(next, 10_000, [0.7, 0.2, 0.1]);
    expect(total(counted)).toBe(10_000);
    counted.forEach((count, at) => {
      expect(count / 10_000).toBeCloseTo([0.7, 0.2, 0.1][at] ?? 0, 1);
    });
  });
});
