/** Width and height in pixels. */
export type Size = readonly [width: number, height: number];

/**
 * The size on offer that loses least: the nearest ratio, and among those the smallest one that is large enough, or else
 * the largest.
 */
export function nearestSize(offered: readonly Size[], wanted: Size): Size {
  const ratio = ([width, height]: Size): number => Math.log(width / height);
  const apart = (size: Size): number => Math.abs(ratio(size) - ratio(wanted));
  const isLarge = ([width, height]: Size): boolean => width >= wanted[0] && height >= wanted[1];
  const [best = wanted] = [...offered].sort(
    (a, b) =>
      apart(a) - apart(b) ||
      Number(isLarge(b)) - Number(isLarge(a)) ||
      (isLarge(a) ? a[0] - b[0] : b[0] - a[0]),
  );
  return best;
}
