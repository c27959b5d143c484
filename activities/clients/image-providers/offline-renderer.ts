// The provider that needs nobody: it draws a landscape here, the same one for the same words and the same seed, and says so
// wherever it is asked.
import sharp, { type Sharp } from 'sharp';
import { turns } from '../../../foundation/turns';
import { drawScene } from './offline-drawing';
import { type Finish, moodOf } from './offline-mood';
import { chanceOf } from './offline-random';
import type { ImageProvider, PictureRequest } from './provider';

const model = 'relais-landscape-1';

/** Drawing runs on libuv's pool, which files, DNS and passwords share. */
const atOnce = 2;

const finishes: Record<Finish, (picture: Sharp) => Sharp> = {
  none: (picture) => picture,
  grey: (picture) => picture.grayscale(),
  sepia: (picture) => picture.grayscale().tint('#c9a27a'),
  soft: (picture) => picture.blur(1.6).modulate({ saturation: 0.75, brightness: 1.06 }),
};

/** Draws landscapes without any network. */
export function createOfflineRenderer(): ImageProvider {
  const inTurn = turns(atOnce);
  return {
    ...{ name: 'offline', model, takes_seed: true, source: 'algorithmicMedia', price: () => 0 },
    make: async (request) => {
      const seed = request.seed ?? 0;
      const bytes = await inTurn(() => draw(request, seed));
      return { kind: 'made', bytes, model, seed, cost_micros: 0 };
    },
  };
}

async function draw(request: PictureRequest, seed: number): Promise<Buffer> {
  const { prompt, style, width, height } = request;
  const chance = chanceOf(model, prompt, style ?? '', seed);
  const mood = moodOf(request, chance);
  const svg = drawScene({ width, height }, mood, chance);
  const picture = sharp(Buffer.from(svg)).flatten({ background: mood.palette.near });
  return await finishes[mood.finish](picture).png({ compressionLevel: 1 }).toBuffer();
}
