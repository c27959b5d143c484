// A plum as pixels: an oval body under one lamp, the colours of its condition, and what it lies on.
import { groundOf } from './ground.mjs';
import { marksOf } from './marks.mjs';
import { blend, noise, roughness, step } from './noise.mjs';
import { randomOf } from './random.mjs';

export const conditions = ['unaffected', 'unripe', 'spotted', 'cracked', 'bruised', 'rotten'];
/** Side of a drawing in pixels. */
export const side = 384;

// The two skin colours of a condition, and how they are mixed.
const skins = {
  unaffected: [
    [58, 44, 122],
    [118, 96, 168],
  ],
  unripe: [
    [214, 92, 128],
    [96, 46, 122],
  ],
  spotted: [
    [70, 62, 138],
    [132, 108, 172],
  ],
  cracked: [
    [92, 38, 96],
    [62, 44, 110],
  ],
  bruised: [
    [96, 84, 140],
    [130, 118, 158],
  ],
  rotten: [
    [150, 92, 74],
    [112, 58, 96],
  ],
};
const lamp = unit([-0.45, -0.62, 0.64]);
const halfway = unit([lamp[0], lamp[1], lamp[2] + 1]);

function unit(vector) {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

function bodyOf(random) {
  const long = random.between(118, 150);
  return {
    x: side / 2 + random.between(-16, 16),
    y: side / 2 + random.between(-16, 16),
    long,
    short: long * random.between(0.66, 0.82),
    turn: random.between(-0.7, 0.7),
    // 2 is an ellipse; more is boxier, as these fruits are.
    shape: random.between(2.2, 2.8),
    seed: random.integer(1, 10_000),
  };
}

/** Where a point of the picture lies on the body: u along it, v across it, both -1 to 1 inside. */
function placed(body, x, y) {
  const [dx, dy] = [x - body.x, y - body.y];
  const [cos, sin] = [Math.cos(body.turn), Math.sin(body.turn)];
  const u = (dx * cos + dy * sin) / body.long;
  const v = (dy * cos - dx * sin) / body.short;
  const wobble = 1 + 0.05 * (noise(u * 1.5 + 9, v * 1.5 + 9, body.seed) - 0.5);
  return { u, v, out: (Math.abs(u) ** body.shape + Math.abs(v) ** body.shape) * wobble };
}

/** Which way the skin looks at a point, with the little bumps of real skin. */
function normalAt(body, { u, v, out }) {
  const bump = (du, dv) => roughness((u + du) * 9, (v + dv) * 7, body.seed + 50, 4) * 0.09;
  const slope = [(bump(0.01, 0) - bump(0, 0)) / 0.01, (bump(0, 0.01) - bump(0, 0)) / 0.01];
  const along = Math.sign(u) * Math.abs(u) ** (body.shape - 1) - slope[0] * 0.35;
  const across = Math.sign(v) * Math.abs(v) ** (body.shape - 1) - slope[1] * 0.35;
  const [cos, sin] = [Math.cos(body.turn), Math.sin(body.turn)];
  const up = Math.sqrt(Math.max(0.02, 1 - Math.min(1, out)));
  return unit([along * cos - across * sin, along * sin + across * cos, up]);
}

function skinAt(body, [first, second], { u, v }) {
  const patches = step(0.35, 0.65, roughness(u * 1.6 + 5, v * 1.3 + 5, body.seed, 4));
  const speckles = step(0.74, 0.86, noise(u * 34, v * 24, body.seed + 7)) * 0.45;
  const bloom = 0.22 * roughness(u * 3 + 2, v * 3 + 2, body.seed + 11, 3);
  const colour = blend(blend(first, second, patches), [176, 168, 200], bloom);
  return blend(colour, [40, 22, 40], speckles);
}

function lit(body, colour, point, gloss) {
  const normal = normalAt(body, point);
  const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  const light = 0.36 + 0.78 * Math.max(0, dot(normal, lamp));
  const shine = gloss * Math.max(0, dot(normal, halfway)) ** 34 * 150;
  return colour.map((value) => value * light + shine);
}

/** How dark the body's shadow makes the ground: it falls away from the lamp and softens outwards. */
function shadowAt(body, x, y) {
  const { out } = placed(body, x - 14, y - 18);
  return 0.62 * (1 - step(0.55, 1.9, out));
}

/** One drawing of a condition, as RGB bytes row by row; the same number draws the same picture. */
export function drawPlum(condition, number) {
  const random = randomOf(conditions.indexOf(condition) * 1000 + number);
  const ground = groundOf(random);
  const body = bodyOf(random);
  const marks = marksOf(condition, random, body.seed);
  const exposure = random.between(0.88, 1.1);
  const pixels = Buffer.alloc(side * side * 3);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const point = placed(body, x, y);
      const below = ground(x, y).map((value) => value * (1 - shadowAt(body, x, y)));
      const inside = 1 - step(0.97, 1.03, point.out);
      let colour = below;
      if (inside > 0) {
        const marked = marks(skinAt(body, skins[condition], point), point);
        colour = blend(below, lit(body, marked.colour, point, marked.gloss), inside);
      }
      const grain = (noise(x / 1.3, y / 1.3, body.seed + 90) - 0.5) * 9;
      const at = (y * side + x) * 3;
      colour.forEach((value, channel) => {
        pixels[at + channel] = Math.min(255, Math.max(0, value * exposure + grain));
      });
    }
  }
  return pixels;
}
