// What a wish in words is drawn as: a place and a time of day, from words that are known here and else from chance.
import type { Chance } from './offline-random';
import type { PictureRequest } from './provider';

export type Place = 'mountains' | 'hills' | 'sea' | 'forest' | 'desert' | 'city';
type Hour = 'day' | 'dawn' | 'dusk' | 'night';
export type Finish = 'none' | 'grey' | 'sepia' | 'soft';

/** Colours from the top of the sky down to what is near, as hexadecimal RGB. */
export interface Palette {
  sky: [top: string, middle: string, horizon: string];
  light: string;
  far: string;
  near: string;
  stars: boolean;
}

export interface Mood {
  place: Place;
  palette: Palette;
  finish: Finish;
}

const places: [Place, RegExp][] = [
  ['city', /\b(city|town|street|skyline|building|urban|office|ville|rue|immeuble|urbain)/],
  [
    'sea',
    /\b(sea|ocean|beach|lake|river|water|boat|island|mer|plage|lac|riviere|eau|bateau|ile)\b/,
  ],
  ['desert', /\b(desert|dune|sand|sahara|sable)/],
  ['forest', /\b(forest|wood|tree|jungle|pine|foret|bois|arbre|sapin)/],
  [
    'hills',
    /\b(field|farm|orchard|garden|plum|fruit|hill|vine|champ|ferme|verger|jardin|prune|colline|vigne)/,
  ],
  ['mountains', /\b(mountain|peak|alps|summit|snow|montagne|sommet|alpes|neige)/],
];

const hours: [Hour, RegExp][] = [
  ['night', /\b(night|moon|star|midnight|dark|nuit|lune|etoile|sombre)/],
  ['dusk', /\b(sunset|dusk|evening|twilight|coucher|crepuscule|soir)/],
  ['dawn', /\b(dawn|sunrise|morning|aube|aurore|matin|lever)/],
  ['day', /\b(day|noon|sunny|summer|blue sky|jour|midi|soleil|ete)\b/],
];

const finishes: [Finish, RegExp][] = [
  ['grey', /\b(black and white|monochrome|noir et blanc|ink|encre|pencil|crayon|charcoal)/],
  ['sepia', /\b(sepia|vintage|old photo|retro|ancien)/],
  ['soft', /\b(watercolou?r|aquarelle|pastel|dreamy|soft|doux|reve)/],
];

const palettes: Record<Hour, [Palette, ...Palette[]]> = {
  day: [
    palette(['#2c6fb3', '#84bfe6', '#f3efe2'], '#fffbe8', '#a9c3d1', '#274538'),
    palette(['#1f7a8c', '#9fd3d6', '#f7f1dc'], '#fff8dc', '#9fc0b7', '#1f3d36'),
  ],
  dawn: [
    palette(['#3c4f86', '#d592a4', '#ffdcae'], '#fff0cf', '#b79ab5', '#2c2a4b'),
    palette(['#4a6fa5', '#e8b4a0', '#fff1d0'], '#fff7df', '#c6a9b0', '#33354f'),
  ],
  dusk: [
    palette(['#2a2150', '#c24d6d', '#ffb35c'], '#ffe3a3', '#99527a', '#1c1330'),
    palette(['#1e2a52', '#e0704f', '#ffd07a'], '#ffeec2', '#8d5a6b', '#171a33'),
  ],
  night: [
    palette(['#050a1e', '#12224a', '#33537f'], '#f4f1e1', '#284069', '#040813', true),
    palette(['#07060f', '#1d1a3d', '#4a4a7d'], '#f1efff', '#363662', '#06050d', true),
  ],
};

function palette(
  sky: Palette['sky'],
  light: string,
  far: string,
  near: string,
  stars = false,
): Palette {
  return { sky, light, far, near, stars };
}

/** The mood of a wish. */
export function moodOf({ prompt, style }: PictureRequest, chance: Chance): Mood {
  const words = `${prompt} ${style ?? ''}`
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase();
  const told = <T>(table: [T, RegExp][]): T | undefined =>
    table.find(([, pattern]) => pattern.test(words))?.[0];
  const anywhere = chance.pick<Place>(['mountains', 'hills', 'sea', 'forest', 'desert']);
  const anytime = chance.pick<Hour>(['day', 'dawn', 'dusk', 'night']);
  return {
    place: told(places) ?? anywhere,
    palette: chance.pick(palettes[told(hours) ?? anytime]),
    finish: told(finishes) ?? 'none',
  };
}

/** A colour between two, `part` of the way. */
export function mixed(from: string, to: string, part: number): string {
  const channel = (colour: string, at: number): number =>
    Number.parseInt(colour.slice(at, at + 2), 16);
  const values = [1, 3, 5].map((at) => {
    const [a, b] = [channel(from, at), channel(to, at)];
    return Math.round(a + (b - a) * part)
      .toString(16)
      .padStart(2, '0');
  });
  return `#${values.join('')}`;
}
