/** A figure as `--json` prints it; `target` is `{least}` or `{most}`. */
export function figure(name, value, unit, { least, most }) {
  const ok = least === undefined ? value <= most : value >= least;
  const target = least === undefined ? `at most ${most}` : `at least ${least}`;
  return { name, value: Math.round(value * 1000) / 1000, unit, target, ok };
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
