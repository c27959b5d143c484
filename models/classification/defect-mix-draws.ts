// Chance that repeats itself: the same seed gives the same draws on every machine.

/** A source of numbers from 0 up to, but not including, 1. */
export type Chance = () => number;

/** Draws from a seed (Mulberry32): fast, and even enough for intervals; not for secrets. */
export function chance(seed: number): Chance {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A seed from counts: FNV-1a over them. */
export function seedOf(numbers: number[]): number {
  return numbers.reduce((hash, one) => Math.imul(hash ^ one, 0x01000193) >>> 0, 0x811c9dc5);
}

/** Shares that sum to 1, drawn from a Dirichlet distribution; a weight of 0 gives a share of 0. */
export function drawShares(next: Chance, weights: number[]): number[] {
  const draws = weights.map((weight) => drawGamma(next, weight));
  const sum = draws.reduce((total, draw) => total + draw, 0);
  return draws.map((draw) => draw / sum);
}

/** Counts of `total` things that fall on places with these shares. */
export function drawCounts(next: Chance, total: number, shares: number[]): number[] {
  const counts = shares.map(() => 0);
  for (let drawn = 0; drawn < total; drawn += 1) {
    let left = next();
    let place = 0;
    while (place < shares.length - 1 && left >= (shares[place] ?? 0)) {
      left -= shares[place] ?? 0;
      place += 1;
    }
    counts[place] = (counts[place] ?? 0) + 1;
  }
  return counts;
}

/** Marsaglia and Tsang 2000, "A simple method for generating gamma variables". */
function drawGamma(next: Chance, shape: number): number {
  if (shape <= 0) return 0;
  if (shape < 1) return drawGamma(next, shape + 1) * (1 - next()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = drawNormal(next);
    const v = (1 + c * x) ** 3;
    if (v <= 0) continue;
    if (Math.log(1 - next()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** Box and Muller. */
function drawNormal(next: Chance): number {
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}
