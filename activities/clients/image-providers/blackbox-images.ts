// Blackbox AI: its models of pictures are asked as in a chat, and answer with the address of the picture.
// https://docs.blackbox.ai/api-reference/image
import { z } from 'zod';
import type { OpenAiImagesConfig } from '../../../foundation/image-settings';
import type { FetchPicture } from '../fetch-picture';
import { createOpenAiClient, outcomeOfClientError } from './openai-client';
import {
  type CallOutcome,
  failed,
  type ImageProvider,
  type PictureRequest,
  wholePrompt,
} from './provider';

const answer = z.object({
  model: z.string().optional(),
  choices: z.array(z.object({ message: z.object({ content: z.string() }) })).min(1),
});

/** The address in what it says, whatever stands around it. */
const addressPattern = /https?:\/\/[^\s<>"')\]]+/;

/** Blackbox AI. It takes no size: pictures are cut to theirs. */
export function createBlackboxImages(
  config: OpenAiImagesConfig,
  fetchPicture: FetchPicture,
): ImageProvider {
  const { model, prices } = config;
  const client = createOpenAiClient(config);

  async function make(request: PictureRequest, signal: AbortSignal): Promise<CallOutcome> {
    const content = wholePrompt(request);
    const cost_micros = prices[request.quality];
    try {
      const messages = [{ role: 'user' as const, content }];
      const told = answer.safeParse(
        await client.chat.completions.create({ model, messages }, { signal }),
      );
      const [address] = addressPattern.exec(told.data?.choices[0]?.message.content ?? '') ?? [];
      const bytes = address === undefined ? null : await fetchPicture(address);
      if (!bytes) return { ...failed('picture_unreadable'), cost_micros };
      return { kind: 'made', bytes, model: told.data?.model ?? model, seed: null, cost_micros };
    } catch (error) {
      return outcomeOfClientError(error);
    }
  }

  return {
    ...{ name: 'blackbox', model, takes_seed: false, source: 'trainedAlgorithmicMedia' },
    price: (quality) => prices[quality],
    make,
  };
}
