// Smooth random fields, the same every time: what makes a drawn surface look grown or weathered.

/** A number from 0 to 1 for each point of a grid (integer hash after Wellons, "Prospecting for Hash Functions"). */
function hash(x, y, seed) {
  let mixed = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ Math.imul(seed, 0x9e3779b1);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
}

function eased(t) {
  return t * t * (3 - 2 * t);
}

/** Value noise from 0 to 1; one bump per unit of length. */
export function noise(x, y, seed) {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const across = eased(x - left);
  const down = eased(y - top);
  const at = (dx, dy) => hash(left + dx, top + dy, seed);
  const upper = at(0, 0) + (at(1, 0) - at(0, 0)) * across;
  const lower = at(0, 1) + (at(1, 1) - at(0, 1)) * across;
  return upper + (lower - upper) * down;
}

/** Noise of `octaves` sizes, each half as large and half as strong as the one before; about 0 to 1. */
export function roughness(x, y, seed, octaves = 4) {
  let total = 0;
  let most = 0;
  for (let octave = 0; octave < octaves; octave += 1) {
    const scale = 2 ** octave;
    total += noise(x * scale, y * scale, seed + octave) / scale;
    most += 1 / scale;
  }
  return total / most;
}

/** 0 below `low`, 1 above `high`, smooth between. */
export function step(low, high, value) {
  return eased(Math.min(1, Math.max(0, (value - low) / (high - low))));
}

/** One colour turning into another. */
export function blend(from, to, share) {
  return from.map((value, channel) => value + (to[channel] - value) * share);
}
