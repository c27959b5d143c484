// A plum as SVG: a background, an oval fruit, and the marks of its condition.
import { randomOf } from './random.mjs';

export const conditions = ['unaffected', 'unripe', 'spotted', 'cracked', 'bruised', 'rotten'];
export const side = 384;

const skins = {
  unaffected: ['#5a3f9e', '#33206b', '#1b1140'],
  unripe: ['#f3a7bd', '#d9628c', '#8d3a73'],
  spotted: ['#5b53b4', '#37307f', '#1c1850'],
  cracked: ['#7a3f8f', '#4f2463', '#2a1138'],
  bruised: ['#b0559c', '#7f3a86', '#43205a'],
  rotten: ['#b5503f', '#6f2d25', '#2f1512'],
};
const tables = ['#e6e2ee', '#cbb9a2', '#b7aea3', '#8d7560'];

/** One drawing of a condition; the same number draws the same picture. */
export function drawPlum(condition, number) {
  const random = randomOf(conditions.indexOf(condition) * 1000 + number);
  const fruit = {
    x: side / 2 + random.between(-18, 18),
    y: side / 2 + random.between(-18, 18),
    rx: random.between(118, 148),
    ry: random.between(88, 108),
    turn: random.between(-35, 35),
    grain: random.integer(1, 10_000),
  };
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}">
    <defs>${skin(condition)}${texture(fruit.grain)}${cut(fruit)}</defs>
    ${table(random)}
    <g transform="rotate(${round(fruit.turn)} ${round(fruit.x)} ${round(fruit.y)})">
      ${oval(fruit, 'fill="#000" opacity="0.28" transform="translate(9 14)"')}
      ${oval(fruit, 'fill="url(#skin)"')}
      <g clip-path="url(#fruit)">
        ${oval(fruit, 'filter="url(#grain)" opacity="0.35"')}
        ${marks[condition](random, fruit)}
        ${shine(random, fruit)}
      </g>
    </g>
  </svg>`;
}

const marks = {
  unaffected: () => '',
  unripe: (random, fruit) =>
    blobs(random, fruit, random.integer(2, 3), { size: [45, 75], fill: '#4b2d86', opacity: 0.75 }),
  spotted: (random, fruit) =>
    blobs(random, fruit, random.integer(55, 90), { size: [2, 6], fill: '#1a0d10', opacity: 0.85 }),
  cracked: (random, fruit) => cracks(random, fruit, random.integer(2, 4)),
  bruised: (random, fruit) =>
    blobs(random, fruit, 2, { size: [20, 34], fill: '#8a6a3a', opacity: 0.7 }) +
    blobs(random, fruit, 3, { size: [14, 26], fill: '#2b1530', opacity: 0.55 }),
  rotten: (random, fruit) =>
    blobs(random, fruit, 5, { size: [26, 52], fill: '#1d120b', opacity: 0.75 }) +
    blobs(random, fruit, 7, { size: [8, 20], fill: '#cdbf9d', opacity: 0.6 }),
};

function skin(condition) {
  const [light, middle, dark] = skins[condition];
  return `<radialGradient id="skin" cx="0.36" cy="0.3" r="0.8">
    <stop offset="0" stop-color="${light}"/><stop offset="0.55" stop-color="${middle}"/>
    <stop offset="1" stop-color="${dark}"/></radialGradient>`;
}

function texture(seed) {
  return `<filter id="grain"><feTurbulence type="fractalNoise" baseFrequency="0.09" numOctaves="3"
    seed="${seed}"/><feColorMatrix type="saturate" values="0"/></filter>
    <filter id="stone" x="0" y="0" width="1" height="1"><feTurbulence type="fractalNoise"
    baseFrequency="0.03" numOctaves="3" seed="${seed + 1}"/><feColorMatrix type="saturate" values="0"/></filter>`;
}

function cut(fruit) {
  return `<clipPath id="fruit">${oval(fruit, '')}</clipPath>`;
}

function table(random) {
  const colour = random.pick(tables);
  const whole = `x="0" y="0" width="${side}" height="${side}"`;
  const plank = `<rect x="0" y="${random.integer(60, 320)}" width="${side}" height="5" fill="#4d3b2c"/>`;
  const grain = colour === tables[0] ? '' : `<rect ${whole} filter="url(#stone)" opacity="0.3"/>`;
  return `<rect ${whole} fill="${colour}"/>${grain}${colour === tables[3] ? plank : ''}`;
}

function oval({ x, y, rx, ry }, attributes) {
  const [cx, cy] = [round(x), round(y)];
  return `<ellipse cx="${cx}" cy="${cy}" rx="${round(rx)}" ry="${round(ry)}" ${attributes}/>`;
}

function inside(random, { x, y, rx, ry }) {
  const angle = random.between(0, 2 * Math.PI);
  const reach = Math.sqrt(random.between(0, 0.8));
  return { x: x + rx * reach * Math.cos(angle), y: y + ry * reach * Math.sin(angle) };
}

function blobs(random, fruit, count, { size, fill, opacity }) {
  return Array.from({ length: count }, () => {
    const { x, y } = inside(random, fruit);
    const rx = random.between(...size);
    const shape = { x, y, rx, ry: rx * random.between(0.6, 1) };
    return oval(shape, `fill="${fill}" opacity="${opacity}"`);
  }).join('');
}

function cracks(random, fruit, count) {
  return Array.from({ length: count }, () => {
    let { x, y } = inside(random, fruit);
    const heading = random.between(-0.5, 0.5);
    const points = Array.from({ length: 7 }, () => {
      x += 14 * Math.cos(heading) + random.between(-3, 3);
      y += 14 * Math.sin(heading) + random.between(-7, 7);
      return `${round(x)},${round(y)}`;
    }).join(' ');
    const line = (width, colour) =>
      `<polyline points="${points}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linejoin="round"/>`;
    return line(9, '#c9974f') + line(4, '#3a1d12');
  }).join('');
}

function shine(random, { x, y, rx, ry }) {
  const spot = { x: x - rx * 0.4, y: y - ry * 0.45, rx: rx * 0.26, ry: ry * 0.15 };
  return oval(spot, `fill="#fff" opacity="${round(random.between(0.3, 0.5))}"`);
}

function round(value) {
  return Math.round(value * 100) / 100;
}
