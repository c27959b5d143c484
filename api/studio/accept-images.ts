// Pictures asked for in words: rows and workflows first, the work itself later.
import { fail } from '../../foundation/errors';
import { leastPrice } from '../../foundation/image-settings';
import type { Transaction } from '../../foundation/transaction';
import { requireLeft } from '../../models/operations/budget';
import { requestImages } from '../../models/studio/request-images';
import type { StudioImageGeneration } from '../../openapi/generated/types';
import { type Context, reply, type Reply } from '../operation';
import { languageOf } from '../problem';
import { studioImageView } from './image.view';
import { studioImageLocation } from './show-image';

const side = 1_024;

/** Writes the wishes down and shows them. */
export async function acceptImages(
  tx: Transaction,
  { user, body, services, request }: Context<'generateImage'>,
): Promise<Reply<202, StudioImageGeneration>> {
  const { images: config } = services.config;
  const now = services.clock.now();
  const wanted = {
    ...{ owner_id: user.id, prompt: body.prompt, quality: body.quality ?? 'standard' },
    ...{ negative_prompt: body.negative_prompt ?? null, style: body.style ?? null },
    ...{ width: body.width ?? side, height: body.height ?? side },
    ...{ seed: body.seed ?? null, count: body.count ?? 1, provider: body.provider ?? null },
  };
  // What it costs counts when it is made; what cannot be paid for is not begun.
  const least = { owner_id: user.id, n: wanted.count * leastPrice(config, wanted), at: now };
  await requireLeft(tx, { ...least, feature: 'image_spend' }, config.limits);
  const rows = await requestImages(tx, wanted, config, now);
  const told = { services, language: languageOf(request) };
  const images = await Promise.all(rows.map((row) => studioImageView(row, told)));
  const [first] = images;
  if (!first) throw fail('internal');
  return reply(202, { ...first, images }, { location: studioImageLocation(first.id) });
}
