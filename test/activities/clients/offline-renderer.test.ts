import sharp from 'sharp';
import { finishPicture } from '../../../activities/clients/finish-picture';
import { createOfflineRenderer } from '../../../activities/clients/image-providers/offline-renderer';

const signal = new AbortController().signal;
const made = { source: 'algorithmicMedia', system: 'offline', model: 'm' } as const;

it.each([
  [64, 64],
  [64, 2_048],
  [2_048, 64],
  [65, 127],
  [2_048, 2_048],
])('a landscape of %d x %d is drawn for any words', async (width, height) => {
  const prompt = '🍑\u202Eسلة<svg>&"\u0007'.repeat(200);
  const wish = { prompt, negative_prompt: null, style: '🎨', quality: 'high', seed: null } as const;
  const outcome = await createOfflineRenderer().make({ ...wish, width, height }, signal);
  const bytes = outcome.kind === 'made' ? outcome.bytes : Buffer.alloc(0);
  const finished = await finishPicture(bytes, { width, height }, made);
  expect(await sharp(finished ?? undefined).metadata()).toMatchObject({ width, height });
});
