// What a condition leaves on the skin: a function of colour and place on the body (u along it, v across it, -1 to 1).
import { blend, noise, roughness, step } from './noise.mjs';

const gloss = 0.9;

function places(random, count, reach) {
  return Array.from({ length: count }, () => {
    const angle = random.between(0, 2 * Math.PI);
    const away = Math.sqrt(random.between(0, reach));
    return { u: away * Math.cos(angle), v: away * Math.sin(angle), size: random.between(0.5, 1) };
  });
}

/** How much of a ragged patch around a place covers a point: 0 to 1. */
function cover({ u, v, size }, point, seed) {
  const ragged = 0.55 + 0.9 * roughness(point.u * 5 + 3, point.v * 5 + 3, seed, 4);
  const away = Math.hypot(point.u - u, (point.v - v) * 0.8) / (size * ragged);
  return 1 - step(0.7, 1, away);
}

const marks = {
  unaffected: () => (colour) => ({ colour, gloss }),

  unripe: (random, seed) => {
    const pale = places(random, 2, 0.5).map((place) => ({ ...place, size: place.size * 0.9 }));
    return (colour, point) => {
      const share = Math.max(...pale.map((place) => cover(place, point, seed + 3)));
      return { colour: blend(colour, [226, 120, 142], share * 0.7), gloss };
    };
  },

  spotted: (random, seed) => {
    const spots = places(random, random.integer(45, 70), 0.85);
    return (colour, point) => {
      const dark = Math.max(
        ...spots.map((spot) => cover({ ...spot, size: spot.size * 0.075 }, point, seed + 5)),
      );
      return { colour: blend(colour, [50, 26, 24], dark * 0.85), gloss: gloss * (1 - dark) };
    };
  },

  cracked: (random, seed) => {
    const height = random.between(-0.45, 0.45);
    const [from, to] = [random.between(-0.8, -0.3), random.between(0.2, 0.75)];
    return (colour, point) => {
      const path = height + 0.5 * (noise(point.u * 2.4, 1, seed) - 0.5);
      const away = Math.abs(point.v - path) + 0.07 * roughness(point.u * 9, point.v * 9, seed, 3);
      const ends = step(from, from + 0.15, point.u) * (1 - step(to - 0.15, to, point.u));
      const flesh = (1 - step(0.1, 0.15, away)) * ends;
      const gap = (1 - step(0.05, 0.085, away)) * ends;
      const open = blend(blend(colour, [176, 172, 104], flesh), [52, 34, 26], gap);
      return { colour: open, gloss: gloss * (1 - flesh) };
    };
  },

  bruised: (random, seed) => {
    const end = { u: random.pick([-0.75, 0.75]), v: random.between(-0.3, 0.3), size: 0.55 };
    const more = places(random, 3, 0.6).map((place) => ({ ...place, size: place.size * 0.3 }));
    return (colour, point) => {
      const torn = cover(end, point, seed + 2);
      const soft = Math.max(...more.map((place) => cover(place, point, seed + 4)));
      const rough = roughness(point.u * 14, point.v * 14, seed + 6, 3);
      const inner = blend([150, 146, 92], [92, 66, 52], rough);
      const skin = blend(colour, [84, 58, 66], soft * 0.65);
      return { colour: blend(skin, inner, torn * 0.9), gloss: gloss * (1 - Math.max(torn, soft)) };
    };
  },

  rotten: (random, seed) => {
    const dead = places(random, 4, 0.7).map((place) => ({ ...place, size: place.size * 0.6 }));
    const hole = { ...places(random, 1, 0.35)[0], size: 0.24 };
    return (colour, point) => {
      const brown = Math.max(...dead.map((place) => cover(place, point, seed + 8)));
      const mould = step(0.58, 0.72, roughness(point.u * 7, point.v * 7, seed + 9, 4)) * brown;
      const open = cover(hole, point, seed + 10);
      const skin = blend(blend(colour, [104, 66, 46], brown * 0.8), [190, 176, 148], mould * 0.8);
      return { colour: blend(skin, [34, 24, 20], open * 0.9), gloss: 0.35 * (1 - brown) };
    };
  },
};

/** The marks of a condition, the same for the same random numbers: (colour, point) -> colour and gloss. */
export function marksOf(condition, random, seed) {
  return marks[condition](random, seed);
}
