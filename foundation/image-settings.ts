// Who makes pictures, and for how much: the settings that begin with IMAGES_.
import { z } from 'zod';

const words = z
  .string()
  .transform((value) => value.split(',').map((word) => word.trim()))
  .transform((entries) => entries.filter((word) => word !== ''));

const providerNames = ['openai', 'blackbox', 'stable-diffusion', 'offline'] as const;

/** A provider of pictures, by the name that images and attempts carry. */
export type ImageProviderName = (typeof providerNames)[number];

/** Prices of one picture by its quality, in millionths of a US dollar. */
export type PicturePrices = Record<'draft' | 'standard' | 'high', number>;

const micros = (dollars: string | undefined): number => Math.round(Number(dollars) * 1_000_000);

const pricePattern = /^\d+(\.\d+)?(,\d+(\.\d+)?){2}$/;
/** Dollars for draft, standard and high, with commas between. */
const prices = z
  .string()
  .regex(pricePattern, 'must be three prices in dollars: 0.016,0.063,0.25')
  .transform((value): PicturePrices => {
    const [draft, standard, high] = value.split(',');
    return { draft: micros(draft), standard: micros(standard), high: micros(high) };
  });

/** Dollars per million tokens that go in and come out; as millionths of a dollar per token that is the same number. */
const tokenPrices = z
  .string()
  .regex(/^\d+(\.\d+)?,\d+(\.\d+)?$/, 'must be two prices in dollars: 5,40')
  .transform((value) => {
    const [input, output] = value.split(',').map(Number);
    return { input: input ?? 0, output: output ?? 0 };
  });

const url = z.url({ protocol: /^https?$/ });

// The default prices are those of gpt-image-1, the dearer of each grade's sizes: https://platform.openai.com/docs/pricing
export const imageSettings = {
  IMAGES_PROVIDERS: words.pipe(z.array(z.enum(providerNames))).default([]),
  IMAGES_OPENAI_API_KEY: z.string().optional(),
  IMAGES_OPENAI_URL: url.default('https://api.openai.com/v1'),
  IMAGES_OPENAI_MODEL: z.string().default('gpt-image-1'),
  IMAGES_OPENAI_PRICES: prices.default({ draft: 16_000, standard: 63_000, high: 250_000 }),
  IMAGES_OPENAI_TOKEN_PRICES: tokenPrices.default({ input: 5, output: 40 }),
  IMAGES_OPENAI_MODERATION: z.stringbool().default(false),
  IMAGES_BLACKBOX_API_KEY: z.string().optional(),
  IMAGES_BLACKBOX_URL: url.default('https://api.blackbox.ai'),
  IMAGES_BLACKBOX_MODEL: z.string().default('blackboxai/black-forest-labs/flux-pro'),
  IMAGES_BLACKBOX_PRICES: prices.default({ draft: 50_000, standard: 50_000, high: 50_000 }),
  IMAGES_STABLE_DIFFUSION_URL: url.optional(),
  IMAGES_REFUSED_WORDS: words.default([]),
  IMAGES_MONTHLY_COUNT: z.coerce.number().int().min(0).default(1000),
  IMAGES_MONTHLY_DOLLARS: z.coerce.number().min(0).default(20),
};

/** A provider that takes keys and answers as OpenAI does. */
export interface OpenAiImagesConfig {
  apiKey: string;
  url: string;
  model: string;
  /** What one picture costs at most. */
  prices: PicturePrices;
  /** Millionths of a dollar per token, for answers that say how many there were; null where none do. */
  tokenPrices: { input: number; output: number } | null;
  /** Whether its moderation is asked about the words first. */
  moderates: boolean;
}

/** How pictures are made, as the code reads it. */
export interface ImagesConfig {
  /** In the order in which they are asked; never empty, and every one is set up. */
  providers: ImageProviderName[];
  openai: OpenAiImagesConfig | null;
  blackbox: OpenAiImagesConfig | null;
  stableDiffusion: { url: string } | null;
  /** Refused besides those that are always refused. */
  refusedWords: string[];
  /** What one owner may use in a month; money in millionths of a dollar. */
  limits: { image_generations: number; image_spend: number };
}

type Env = z.infer<z.ZodObject<typeof imageSettings>>;

/** Who is named in the order, but cannot be asked. */
export function unreadyProviders(env: Env): string[] {
  const { openai, blackbox, stableDiffusion, providers } = imagesOf(env);
  const setUp = { openai, blackbox, 'stable-diffusion': stableDiffusion, offline: true };
  return providers.filter((name) => setUp[name] === null);
}

/** What a picture costs at least with whoever may make it, in millionths of a US dollar. */
export function leastPrice(
  { openai, blackbox, providers }: ImagesConfig,
  { quality, provider }: { quality: keyof PicturePrices; provider: string | null },
): number {
  const priced: Partial<Record<string, OpenAiImagesConfig | null>> = { openai, blackbox };
  const asked = provider === null ? providers : [provider];
  return Math.min(...asked.map((name) => priced[name]?.prices[quality] ?? 0));
}

/** The settings as the code reads them. Without keys, pictures are drawn here. */
export function imagesOf(env: Env): ImagesConfig {
  const openai = env.IMAGES_OPENAI_API_KEY
    ? {
        ...{ apiKey: env.IMAGES_OPENAI_API_KEY, url: env.IMAGES_OPENAI_URL },
        ...{ model: env.IMAGES_OPENAI_MODEL, prices: env.IMAGES_OPENAI_PRICES },
        ...{ tokenPrices: env.IMAGES_OPENAI_TOKEN_PRICES, moderates: env.IMAGES_OPENAI_MODERATION },
      }
    : null;
  const blackbox = env.IMAGES_BLACKBOX_API_KEY
    ? {
        ...{ apiKey: env.IMAGES_BLACKBOX_API_KEY, url: env.IMAGES_BLACKBOX_URL },
        ...{ model: env.IMAGES_BLACKBOX_MODEL, prices: env.IMAGES_BLACKBOX_PRICES },
        ...{ tokenPrices: null, moderates: false },
      }
    : null;
  const sdUrl = env.IMAGES_STABLE_DIFFUSION_URL;
  const stableDiffusion = sdUrl === undefined ? null : { url: sdUrl };
  const own: ImageProviderName[] = [];
  if (openai) own.push('openai');
  if (blackbox) own.push('blackbox');
  if (stableDiffusion) own.push('stable-diffusion');
  if (own.length === 0) own.push('offline');
  return {
    providers: env.IMAGES_PROVIDERS.length > 0 ? env.IMAGES_PROVIDERS : own,
    ...{ openai, blackbox, stableDiffusion, refusedWords: env.IMAGES_REFUSED_WORDS },
    limits: {
      image_generations: env.IMAGES_MONTHLY_COUNT,
      image_spend: Math.round(env.IMAGES_MONTHLY_DOLLARS * 1_000_000),
    },
  };
}
