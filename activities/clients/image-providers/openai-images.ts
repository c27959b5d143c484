// Providers that speak OpenAI's images API: https://platform.openai.com/docs/api-reference/images/create
import type OpenAI from 'openai';
import type { OpenAiImagesConfig } from '../../../foundation/image-settings';
import type { StudioImageQuality } from '../../../models/studio/studio-image';
import type { FetchPicture } from '../fetch-picture';
import { nearestSize, type Size } from './nearest-size';
import { createOpenAiClient, outcomeOfClientError } from './openai-client';
import {
  type CallOutcome,
  failed,
  type ImageProvider,
  type PictureRequest,
  wholePrompt,
} from './provider';

/** Moderation answers at once, or is asked again: what it takes is taken from the time for the picture. */
const moderationMs = 15_000;

const moderationModel = 'omni-moderation-latest';

type Params = OpenAI.Images.ImageGenerateParamsNonStreaming;
type Answer = OpenAI.Images.ImagesResponse;

/** What the models of a family take, by how their names begin. */
interface Family {
  begins: string;
  sizes: Size[];
  qualities: Record<StudioImageQuality, NonNullable<Params['quality']>> | null;
  /** Models of before answer with an address unless they are told otherwise; those of today refuse to be told. */
  response_format: 'b64_json' | null;
}

const grades = { draft: 'low', standard: 'medium', high: 'high' } as const;

const today: Family = {
  ...{ begins: 'gpt-image', qualities: grades, response_format: null },
  sizes: [
    [1024, 1024],
    [1536, 1024],
    [1024, 1536],
  ],
};

const families: Family[] = [
  today,
  { ...today, begins: 'chatgpt-image' },
  {
    begins: 'dall-e-3',
    sizes: [
      [1024, 1024],
      [1792, 1024],
      [1024, 1792],
    ],
    qualities: { draft: 'standard', standard: 'standard', high: 'hd' },
    response_format: 'b64_json',
  },
  {
    begins: 'dall-e-2',
    sizes: [
      [256, 256],
      [512, 512],
      [1024, 1024],
    ],
    ...{ qualities: null, response_format: 'b64_json' },
  },
];

/** Of others nothing is known but that they are compatible. */
const others: Family = { ...today, begins: '', qualities: null, response_format: 'b64_json' };

/** A provider behind an OpenAI-compatible API. */
export function createOpenAiImages(
  config: OpenAiImagesConfig,
  fetchPicture: FetchPicture,
  limitMs = moderationMs,
): ImageProvider {
  const { model, prices } = config;
  const client = createOpenAiClient(config);
  const family = families.find(({ begins }) => model.startsWith(begins)) ?? others;

  async function allows(input: string, signal: AbortSignal): Promise<boolean> {
    const { results } = await client.moderations.create(
      { model: moderationModel, input },
      { signal: AbortSignal.any([signal, AbortSignal.timeout(limitMs)]) },
    );
    return !results.some(({ flagged }) => flagged);
  }

  async function make(request: PictureRequest, signal: AbortSignal): Promise<CallOutcome> {
    const prompt = wholePrompt(request);
    if (config.moderates) {
      // Nothing was paid for yet: no answer only means that it is asked again.
      const refusal = await allows(prompt, signal).then(
        (fine) => (fine ? null : failed('prompt_refused')),
        (error: unknown) => unpaid(outcomeOfClientError(error)),
      );
      if (refusal) return refusal;
    }
    try {
      const answer = await client.images.generate(paramsOf(family, model, prompt, request), {
        signal,
      });
      const cost_micros = costOf(answer, config, request.quality);
      const bytes = await bytesOf(answer, fetchPicture);
      if (!bytes) return { ...failed('picture_unreadable'), cost_micros };
      return { kind: 'made', bytes, model, seed: null, cost_micros };
    } catch (error) {
      return outcomeOfClientError(error);
    }
  }

  return {
    ...{ name: 'openai', model, takes_seed: false, source: 'trainedAlgorithmicMedia' },
    price: (quality) => prices[quality],
    make,
  };
}

function paramsOf(
  { sizes, qualities, response_format }: Family,
  model: string,
  prompt: string,
  { width, height, quality }: PictureRequest,
): Params {
  const size = nearestSize(sizes, [width, height]);
  return {
    ...{ model, prompt, n: 1, size: `${size[0]}x${size[1]}` },
    ...(qualities && { quality: qualities[quality] }),
    ...(response_format && { response_format }),
  };
}

function costOf(
  { usage }: Answer,
  { prices, tokenPrices }: OpenAiImagesConfig,
  quality: StudioImageQuality,
): number {
  if (!usage || !tokenPrices) return prices[quality];
  const { input, output } = tokenPrices;
  const cost = Math.ceil(usage.input_tokens * input + usage.output_tokens * output);
  // Servers that are merely compatible count in other words.
  return Number.isSafeInteger(cost) && cost >= 0 ? cost : prices[quality];
}

/** The picture itself, or what lies where the answer says. */
async function bytesOf({ data }: Answer, fetchPicture: FetchPicture): Promise<Buffer | null> {
  const { b64_json, url } = data?.[0] ?? {};
  if (b64_json) return Buffer.from(b64_json, 'base64');
  return url ? await fetchPicture(url) : null;
}

function unpaid(outcome: CallOutcome): CallOutcome {
  return outcome.kind === 'unknown' ? failed('provider_unavailable', { again: true }) : outcome;
}
