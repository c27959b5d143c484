// What the fruit lies on: stone, paper or planks. A ground gives the colour of a point, in pixels.
import { blend, noise, roughness, step } from './noise.mjs';

function stone(random, seed) {
  const [light, dark] = random.pick([
    [
      [196, 180, 158],
      [138, 122, 102],
    ],
    [
      [184, 178, 168],
      [120, 113, 104],
    ],
    [
      [206, 186, 160],
      [160, 132, 104],
    ],
  ]);
  const joint = random.between(30, 354);
  const slant = random.between(-0.12, 0.12);
  return (x, y) => {
    const patches = roughness(x / 70, y / 70, seed, 5);
    const grains = noise(x / 1.7, y / 1.7, seed + 20);
    const pores = step(0.8, 0.92, noise(x / 4, y / 4, seed + 30)) * 0.5;
    const gap = 1 - step(1, 5, Math.abs(x + slant * y - joint + 6 * noise(y / 40, 0, seed)));
    const colour = blend(dark, light, step(0.25, 0.75, patches) * 0.7 + grains * 0.35);
    return blend(colour, [70, 58, 46], Math.max(pores, gap * 0.7));
  };
}

function paper(random, seed) {
  const base = random.pick([
    [214, 210, 212],
    [222, 218, 210],
  ]);
  const towards = random.between(-1, 1);
  return (x, y) => {
    const light = 1 - 0.16 * step(0, 1, (x * towards + y) / 500);
    const fibres = (noise(x / 2.2, y / 2.2, seed) - 0.5) * 7;
    return base.map((value) => value * light + fibres);
  };
}

function planks(random, seed) {
  const [light, dark] = random.pick([
    [
      [176, 160, 128],
      [120, 104, 78],
    ],
    [
      [150, 140, 126],
      [92, 84, 74],
    ],
  ]);
  const width = random.between(90, 150);
  const turn = random.between(-0.15, 0.15);
  return (x, y) => {
    const across = x + turn * y;
    const plank = Math.floor(across / width);
    const fibre = roughness(across / 5 + 40 * plank, y / 90, seed + plank, 4);
    const gap = 1 - step(1, 4, Math.min(across - plank * width, (plank + 1) * width - across));
    return blend(blend(dark, light, fibre + 0.2 * noise(x / 2, y / 2, seed)), [40, 33, 28], gap);
  };
}

/** A ground of a kind that the random numbers choose. */
export function groundOf(random) {
  const seed = random.integer(1, 10_000);
  return random.pick([stone, stone, paper, planks])(random, seed);
}
