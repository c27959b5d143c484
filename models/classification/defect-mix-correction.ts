/** Rows are the truth, columns the answers; each row sums to 1. */
export type Confusion = number[][];

const atMostRounds = 500;
const closeEnough = 1e-7;

/**
 * The shares of the true classes that make these shares of answers likeliest, given how a class is answered: the
 * solution of observed = confusion-transposed x true on the simplex, where a plain inverse (Rogan and Gladen 1978,
 * "Estimating prevalence from the results of a screening test"; for many classes Forman 2008, "Quantifying counts and
 * costs via classification") may leave it. Found by expectation maximisation as in Saerens, Latinne and Decaestecker
 * 2002, "Adjusting the outputs of a classifier to new a priori probabilities", over answers instead of probabilities.
 */
export function correctShares(observed: number[], confusion: Confusion): number[] {
  const classes = observed.length;
  // Flat and in place: an interval takes a thousand of these.
  const flat = Float64Array.from(confusion.flat());
  const shares = new Float64Array(classes).fill(1 / classes);
  const weights = new Float64Array(classes);
  for (let round = 0; round < atMostRounds; round += 1) {
    weigh(observed, flat, { shares, weights });
    if (improve(flat, { shares, weights }) < closeEnough) break;
  }
  return normalized(Array.from(shares));
}

interface Estimate {
  shares: Float64Array;
  /** Per answer: how often it came against how often these shares would bring it. */
  weights: Float64Array;
}

function weigh(observed: number[], flat: Float64Array, { shares, weights }: Estimate): void {
  const classes = shares.length;
  for (let answer = 0; answer < classes; answer += 1) {
    let expected = 0;
    for (let truth = 0; truth < classes; truth += 1) {
      expected += (shares[truth] ?? 0) * (flat[truth * classes + answer] ?? 0);
    }
    weights[answer] = expected > 0 ? (observed[answer] ?? 0) / expected : 0;
  }
}

/** Deals each answer out to the classes that it may have come from; tells the largest change of a share. */
function improve(flat: Float64Array, { shares, weights }: Estimate): number {
  const classes = shares.length;
  let change = 0;
  for (let truth = 0; truth < classes; truth += 1) {
    let factor = 0;
    for (let answer = 0; answer < classes; answer += 1) {
      factor += (flat[truth * classes + answer] ?? 0) * (weights[answer] ?? 0);
    }
    const before = shares[truth] ?? 0;
    const after = before * factor;
    shares[truth] = after;
    const moved = after > before ? after - before : before - after;
    if (moved > change) change = moved;
  }
  return change;
}

/** Counts as shares of their sum; even shares of nothing. */
export function normalized(counts: number[]): number[] {
  const sum = counts.reduce((total, count) => total + count, 0);
  return sum > 0 ? counts.map((count) => count / sum) : evenShares(counts.length);
}

function evenShares(length: number): number[] {
  return Array.from({ length }, () => 1 / length);
}
