// Providers that speak OpenAI's images API: https://platform.openai.com/docs/api-reference/images/create
import OpenAI, { APIConnectionError, APIError, APIUserAbortError } from 'openai';
import type { OpenAiImagesConfig } from '../../../foundation/image-settings';
import type { StudioImageQuality } from '../../../models/studio/studio-image';
import { outcomeOfAnswer, outcomeOfError } from './call-failure';
import { nearestSize, type Size } from './nearest-size';
import {
  type CallOutcome,
  failed,
  type ImageProvider,
  type PictureRequest,
  wholePrompt,
} from './provider';

/** Less than the activity may take, so that the outcome is told and not guessed. */
const patienceMs = 300_000;

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
export function createOpenAiImages(name: string, config: OpenAiImagesConfig): ImageProvider {
  const { apiKey, url, model, prices } = config;
  // The package would repeat what failed, and so pay twice without a word.
  const client = new OpenAI({ apiKey, baseURL: url, maxRetries: 0, timeout: patienceMs });
  const family = families.find(({ begins }) => model.startsWith(begins)) ?? others;

  async function allows(input: string, signal: AbortSignal): Promise<boolean> {
    const { results } = await client.moderations.create(
      { model: moderationModel, input },
      { signal },
    );
    return !results.some(({ flagged }) => flagged);
  }

  async function make(request: PictureRequest, signal: AbortSignal): Promise<CallOutcome> {
    const prompt = wholePrompt(request);
    if (config.moderates) {
      // Nothing was paid for yet: no answer only means that it is asked again.
      const refusal = await allows(prompt, signal).then(
        (fine) => (fine ? null : failed('prompt_refused')),
        (error: unknown) => unpaid(outcomeOf(error)),
      );
      if (refusal) return refusal;
    }
    try {
      const answer = await client.images.generate(paramsOf(family, model, prompt, request), {
        signal,
      });
      return outcomeOfPicture(answer, config, request.quality);
    } catch (error) {
      return outcomeOf(error);
    }
  }

  return {
    ...{ name, model, takes_seed: false, source: 'trainedAlgorithmicMedia' },
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

function outcomeOfPicture(
  { data, usage }: Answer,
  { model, prices, tokenPrices }: OpenAiImagesConfig,
  quality: StudioImageQuality,
): CallOutcome {
  const cost_micros =
    usage && tokenPrices
      ? Math.ceil(usage.input_tokens * tokenPrices.input + usage.output_tokens * tokenPrices.output)
      : prices[quality];
  const encoded = data?.[0]?.b64_json;
  if (!encoded) return { ...failed('picture_unreadable'), cost_micros };
  return { kind: 'made', bytes: Buffer.from(encoded, 'base64'), model, seed: null, cost_micros };
}

function outcomeOf(error: unknown): CallOutcome {
  if (error instanceof APIUserAbortError || error instanceof APIConnectionError) {
    return outcomeOfError(error);
  }
  if (error instanceof APIError && error.status !== undefined) {
    const { status, code, headers } = error as APIError<number, Headers>;
    const retryAfter = headers.get('retry-after');
    return outcomeOfAnswer({ status, code: code ?? null, retryAfter });
  }
  // An answer that is no JSON: it was made, and lost on the way.
  return { kind: 'unknown' };
}

function unpaid(outcome: CallOutcome): CallOutcome {
  return outcome.kind === 'unknown' ? failed('provider_unavailable', { again: true }) : outcome;
}
