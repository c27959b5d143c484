// What stands in a landscape: ridges with what grows or was built on them, water, birds.
import type { Canvas } from './offline-drawing';
import { type Mood, mixed } from './offline-mood';
import type { Chance } from './offline-random';

interface Layer {
  /** From 0 to 1, from left to right. */
  heights: number[];
  /** From 0, far away, to 1. */
  depth: number;
  horizon: number;
  colour: string;
}

type Point = [x: number, y: number];

/** One ridge and what stands on it. */
export function layerOf(canvas: Canvas, layer: Layer, { place }: Mood, chance: Chance): string {
  const { width, height } = canvas;
  const { heights, depth, horizon, colour } = layer;
  const base = horizon + (height - horizon) * (depth - 0.2) * 0.95;
  const reach = height * (place === 'mountains' ? 0.42 : 0.2) * (1.15 - depth * 0.6);
  const points = heights.map((part, place): Point => [
    (place / (heights.length - 1)) * width,
    base - part * reach + reach * 0.35,
  ]);
  const outline = points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' L');
  const ground = `<path d="M0,${height} L${outline} L${width},${height} Z" fill="${colour}"/>`;
  if (place === 'forest') return ground + trees(canvas, points, layer, chance);
  if (place === 'city' && depth > 0.3) return houses(canvas, points, layer, chance) + ground;
  return ground;
}

function trees(
  { width, height }: Canvas,
  points: Point[],
  { depth, colour }: Layer,
  chance: Chance,
): string {
  const size = Math.min(width, height) * (0.02 + 0.075 * depth ** 1.6);
  const count = Math.round(150 - 95 * depth);
  return Array.from({ length: count }, () => {
    const [x, y] = points[Math.floor(chance.next() * points.length)] ?? [0, height];
    const tall = size * chance.between(0.7, 1.5);
    const wide = tall * chance.between(0.2, 0.28);
    const foot = y + size * 0.35;
    const tiers = [0, 0.28, 0.54].map((from) => {
      const [top, low] = [foot - tall * (1 - from), foot - tall * (0.58 - from)];
      const half = wide * (0.55 + from * 0.8);
      return `M${x.toFixed(1)},${top.toFixed(1)} l${half.toFixed(1)},${(low - top).toFixed(1)} h${(-2 * half).toFixed(1)} Z`;
    });
    return `<path d="${tiers.join(' ')}" fill="${colour}"/>`;
  }).join('');
}

function houses(
  { width, height }: Canvas,
  points: Point[],
  { depth, colour }: Layer,
  chance: Chance,
): string {
  const drawn: string[] = [];
  const unit = Math.min(width, height) * (0.02 + 0.05 * depth);
  for (let x = -unit; x < width;) {
    const wide = unit * chance.between(0.8, 2);
    const [, ground] = points[Math.floor((Math.max(0, x) / width) * (points.length - 1))] ?? [
      0,
      height,
    ];
    const tall = unit * chance.between(1.5, 6.5);
    const top = ground - tall;
    drawn.push(rectangle(x, top, wide, height - top, colour));
    const pane = unit * 0.13;
    for (let wx = x + pane; wx < x + wide - pane * 1.5; wx += pane * 2.4) {
      for (let wy = top + pane; wy < ground; wy += pane * 3) {
        if (chance.next() > 0.72) drawn.push(rectangle(wx, wy, pane, pane * 1.5, '#ffdf9a', 0.75));
      }
    }
    x += wide * chance.between(0.95, 1.25);
  }
  return drawn.join('');
}

function rectangle(
  x: number,
  y: number,
  width: number,
  height: number,
  fill: string,
  opacity = 1,
): string {
  const [left, top, wide, tall] = [x, y, width, height].map((value) => value.toFixed(1));
  return `<rect x="${left}" y="${top}" width="${wide}" height="${tall}" fill="${fill}" fill-opacity="${opacity}"/>`;
}

/** What is nearest: water with the light on it, or birds in the air. */
export function foreground(
  canvas: Canvas,
  { horizon, sun }: { horizon: number; sun: { x: number } },
  { place, palette }: Mood,
  chance: Chance,
): string {
  if (place === 'sea') return water(canvas, horizon, sun.x, palette, chance);
  return birds(canvas, horizon, palette.near, chance);
}

function water(
  { width, height }: Canvas,
  horizon: number,
  lightX: number,
  { sky, light, near }: Mood['palette'],
  chance: Chance,
): string {
  const top = horizon + height * 0.06;
  const surface = `<defs><linearGradient id="water" x1="0" y1="0" x2="0" y2="1">
<stop offset="0" stop-color="${mixed(sky[2], near, 0.18)}"/><stop offset="0.45" stop-color="${mixed(sky[1], near, 0.4)}"/>
<stop offset="1" stop-color="${mixed(sky[0], near, 0.55)}"/></linearGradient></defs>
<rect x="0" y="${top.toFixed(1)}" width="${width}" height="${(height - top).toFixed(1)}" fill="url(#water)"/>`;
  const gleams = Array.from({ length: 260 }, (_, index) => {
    const part = chance.next() ** 1.4;
    const y = top + (height - top) * part;
    const isLight = index % 2 === 0;
    const spread = width * (isLight ? 0.03 + 0.12 * part : 0.7);
    const x = (isLight ? lightX : width / 2) + spread * (chance.next() + chance.next() - 1);
    const wide = width * (0.008 + 0.035 * part) * chance.between(0.5, 1.4);
    const opacity = (isLight ? 0.5 : 0.1) * chance.between(0.4, 1);
    return `<ellipse cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" rx="${wide.toFixed(1)}" ry="${(height * (0.0009 + 0.0022 * part)).toFixed(2)}" fill="${light}" fill-opacity="${opacity.toFixed(2)}"/>`;
  });
  return surface + gleams.join('');
}

function birds({ width, height }: Canvas, horizon: number, colour: string, chance: Chance): string {
  const [cx, cy] = [width * chance.between(0.2, 0.8), horizon * chance.between(0.2, 0.5)];
  const unit = Math.min(width, height);
  return Array.from({ length: Math.floor(chance.between(0, 9)) }, () => {
    const [x, y] = [
      cx + unit * chance.between(-0.12, 0.12),
      cy + unit * chance.between(-0.06, 0.06),
    ];
    const s = unit * chance.between(0.006, 0.013);
    const wing = `q${(s * 0.5).toFixed(1)},${(-s * 0.8).toFixed(1)} ${s.toFixed(1)},0`;
    return `<path d="M${(x - s).toFixed(1)},${y.toFixed(1)} ${wing} ${wing}" fill="none" stroke="${colour}" stroke-width="${(unit * 0.0018).toFixed(1)}" stroke-linecap="round"/>`;
  }).join('');
}
