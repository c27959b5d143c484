// Pictures asked for in words: rows and workflows first, the work itself later.
import { fail } from '../../foundation/errors';
import type { Transaction } from '../../foundation/transaction';
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
  const { providers, refusedWords, limits } = services.config.images;
  const wanted = {
    ...{ owner_id: user.id, prompt: body.prompt, quality: body.quality ?? 'standard' },
    ...{ negative_prompt: body.negative_prompt ?? null, style: body.style ?? null },
    ...{ width: body.width ?? side, height: body.height ?? side },
    ...{ seed: body.seed ?? null, count: body.count ?? 1, provider: body.provider ?? null },
  };
  const rules = { providers, refusedWords, limits };
  const rows = await requestImages(tx, wanted, rules, services.clock.now());
  const told = { services, language: languageOf(request) };
  const images = await Promise.all(rows.map((row) => studioImageView(row, told)));
  const [first] = images;
  if (!first) throw fail('internal');
  return reply(202, { ...first, images }, { location: studioImageLocation(first.id) });
}
