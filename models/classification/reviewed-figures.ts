/** A share and its 95 % interval. */
export interface Share {
  value: number;
  interval_95: [number, number];
}

// The quantile of the normal distribution that leaves 2.5 % on either side.
const z = 1.959963984540054;

/** The share of `part` in `whole` with its Wilson score interval, which holds for few and for extreme shares; null of none. */
export function wilsonShare(part: number, whole: number): Share | null {
  if (whole === 0) return null;
  const value = part / whole;
  const weight = 1 + (z * z) / whole;
  const centre = (value + (z * z) / (2 * whole)) / weight;
  const half =
    (z / weight) * Math.sqrt((value * (1 - value)) / whole + ((z / whole) * z) / (4 * whole));
  return { value, interval_95: [Math.max(0, centre - half), Math.min(1, centre + half)] };
}

/**
 * The population stability index of two mixes, classes in the same order. Half a case is added to each class, so that
 * one that was not seen does not make it infinite. Null while there is nothing to compare.
 */
export function stabilityIndex(recent: number[], before: number[]): number | null {
  if (sum(recent) === 0 || sum(before) === 0) return null;
  const [now, then] = [shares(recent), shares(before)];
  return sum(now.map((share, index) => term(share, then[index] ?? share)));
}

function term(now: number, then: number): number {
  return (now - then) * Math.log(now / then);
}

function shares(counts: number[]): number[] {
  const total = sum(counts) + counts.length / 2;
  return counts.map((count) => (count + 0.5) / total);
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
