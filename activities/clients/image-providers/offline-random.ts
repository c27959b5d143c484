import { createHash } from 'node:crypto';

/** Numbers that look drawn by chance and follow from what they were made of. */
export interface Chance {
  /** From 0 up to 1. */
  next(): number;
  between(from: number, to: number): number;
  pick<T>(choices: readonly [T, ...T[]]): T;
}

/** The chance that follows from texts and numbers; mulberry32 on their hash. */
export function chanceOf(...from: (string | number)[]): Chance {
  let state = createHash('sha256').update(JSON.stringify(from)).digest().readUInt32LE(0);
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    between: (from, to) => from + (to - from) * next(),
    pick: (choices) => choices[Math.floor(next() * choices.length)] ?? choices[0],
  };
}

/** Heights of a ridge from 0 to 1 at so many places: bumps of falling size on top of each other. */
export function ridge(chance: Chance, places: number, roughness: number): number[] {
  const heights = Array.from({ length: places }, () => 0);
  let [size, waves, whole] = [1, chance.between(1.2, 2.2), 0];
  for (let octave = 0; octave < 6; octave += 1) {
    const bumps = Array.from({ length: Math.ceil(waves) + 2 }, () => chance.next());
    const shift = chance.next();
    heights.forEach((height, place) => {
      const at = (place / (places - 1)) * waves + shift;
      const [left, part] = [Math.floor(at), at - Math.floor(at)];
      const smooth = part * part * (3 - 2 * part);
      const [from = 0, to = 0] = [bumps[left], bumps[left + 1]];
      heights[place] = height + size * (from + (to - from) * smooth);
    });
    whole += size;
    size *= roughness;
    waves *= 2.1;
  }
  return heights.map((height) => height / whole);
}
