// A landscape as SVG, from numbers and colours alone: no word of anybody reaches it.
import { type Mood, mixed } from './offline-mood';
import { type Chance, ridge } from './offline-random';
import { foreground, layerOf } from './offline-layers';

export interface Canvas {
  width: number;
  height: number;
}

/** The whole drawing. */
export function drawScene(canvas: Canvas, mood: Mood, chance: Chance): string {
  const { width, height } = canvas;
  const horizon = height * chance.between(0.5, 0.62);
  const sun = {
    x: width * chance.between(0.2, 0.8),
    y: horizon * chance.between(0.35, 0.78),
    r: Math.min(width, height) * chance.between(0.035, 0.06),
  };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">`,
    definitions(mood),
    `<rect width="100%" height="100%" fill="url(#sky)"/>`,
    ...(mood.palette.stars ? [stars(canvas, horizon, chance)] : []),
    light(canvas, sun, mood),
    clouds(canvas, horizon, mood, chance),
    ...layers(canvas, horizon, mood, chance),
    foreground(canvas, { horizon, sun }, mood, chance),
    `<rect width="100%" height="100%" fill="url(#edge)"/>`,
    '</svg>',
  ].join('\n');
}

function definitions({ palette: { sky, light: colour } }: Mood): string {
  const [top, middle, horizon] = sky;
  return `<defs>
<linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">
<stop offset="0" stop-color="${top}"/><stop offset="0.38" stop-color="${middle}"/>
<stop offset="0.62" stop-color="${horizon}"/><stop offset="1" stop-color="${horizon}"/>
</linearGradient>
<radialGradient id="glow"><stop offset="0" stop-color="${colour}" stop-opacity="0.85"/>
<stop offset="0.25" stop-color="${colour}" stop-opacity="0.35"/>
<stop offset="1" stop-color="${colour}" stop-opacity="0"/></radialGradient>
<radialGradient id="cloud"><stop offset="0" stop-color="${mixed(horizon, '#ffffff', 0.35)}" stop-opacity="0.55"/>
<stop offset="1" stop-color="${horizon}" stop-opacity="0"/></radialGradient>
<radialGradient id="edge" cx="0.5" cy="0.45" r="0.8"><stop offset="0.6" stop-color="#000" stop-opacity="0"/>
<stop offset="1" stop-color="#000" stop-opacity="0.32"/></radialGradient>
</defs>`;
}

function light(
  { width, height }: Canvas,
  { x, y, r }: { x: number; y: number; r: number },
  { palette }: Mood,
): string {
  const reach = Math.max(width, height) * 0.45;
  return `<circle cx="${n(x)}" cy="${n(y)}" r="${n(reach)}" fill="url(#glow)"/>
<circle cx="${n(x)}" cy="${n(y)}" r="${n(r)}" fill="${palette.light}" fill-opacity="0.95"/>`;
}

function stars({ width, height }: Canvas, horizon: number, chance: Chance): string {
  const unit = Math.min(width, height) / 1000;
  return Array.from({ length: 220 }, () => {
    const [x, y] = [width * chance.next(), horizon * chance.next() ** 1.3];
    const r = unit * chance.between(0.5, 1.9);
    const opacity = chance.between(0.25, 0.95).toFixed(2);
    return `<circle cx="${n(x)}" cy="${n(y)}" r="${n(r)}" fill="#fff" fill-opacity="${opacity}"/>`;
  }).join('');
}

function clouds({ width }: Canvas, horizon: number, { palette }: Mood, chance: Chance): string {
  const count = palette.stars ? 2 : Math.floor(chance.between(3, 7));
  return Array.from({ length: count }, () => {
    const [x, y] = [width * chance.next(), horizon * chance.between(0.15, 0.9)];
    const whole = width * chance.between(0.08, 0.2);
    return Array.from({ length: 7 }, () => {
      const at = {
        x: x + whole * chance.between(-1, 1),
        y: y + whole * chance.between(-0.06, 0.06),
      };
      const size = whole * chance.between(0.35, 0.9);
      return `<ellipse cx="${n(at.x)}" cy="${n(at.y)}" rx="${n(size)}" ry="${n(size * 0.16)}" fill="url(#cloud)"/>`;
    }).join('');
  }).join('');
}

const layerCount = 5;

/** Ridges one behind the other: the farther, the nearer to the colour of the air. */
function layers(canvas: Canvas, horizon: number, mood: Mood, chance: Chance): string[] {
  const { palette, place } = mood;
  const rough = { mountains: 0.52, forest: 0.5, city: 0.45, hills: 0.32, desert: 0.28, sea: 0.4 }[
    place
  ];
  const count = place === 'sea' ? 2 : layerCount;
  const air = mixed(palette.far, palette.sky[2], 0.55);
  return Array.from({ length: count }, (_, index) => {
    const depth = (index + 1) / layerCount;
    const heights = ridge(chance, 160, rough);
    const colour = mixed(air, palette.near, depth ** 1.3);
    return layerOf(canvas, { heights, depth, horizon, colour }, mood, chance);
  });
}

/** A coordinate with as many digits as can be seen. */
export function n(value: number): string {
  return value.toFixed(1);
}
