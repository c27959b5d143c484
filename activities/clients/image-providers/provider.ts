// What a provider of pictures has to offer. Adding one is a file here and a line in providers.ts.
import type { GenerationErrorCode } from '../../../models/studio/image-attempt';
import type { StudioImageQuality } from '../../../models/studio/studio-image';
import type { DigitalSource } from '../picture-provenance';

/** One picture, as it is asked for. */
export interface PictureRequest {
  prompt: string;
  negative_prompt: string | null;
  style: string | null;
  quality: StudioImageQuality;
  width: number;
  height: number;
  /** Null for providers that take none. */
  seed: number | null;
}

/** How a call ended. Only after `unknown` it may have been charged without our knowing. */
export type CallOutcome =
  | {
      kind: 'made';
      /** In any size and format that can be decoded. */
      bytes: Buffer;
      model: string;
      seed: number | null;
      /** Millionths of a US dollar. */
      cost_micros: number;
    }
  | CallFailure
  | { kind: 'unknown' };

export interface CallFailure {
  kind: 'failed';
  code: GenerationErrorCode;
  /** What it cost all the same. */
  cost_micros: number;
  /** Whether it passes by itself. */
  again: boolean;
  /** Seconds that the provider asks to wait; null where it does not say. */
  retry_after: number | null;
}

/** How long a picture is waited for. A call that was given up earlier is paid for all the same. */
export const patienceMs = 300_000;

export interface ImageProvider {
  name: string;
  model: string;
  takes_seed: boolean;
  /** What its pictures are, in the words of the IPTC. */
  source: DigitalSource;
  /** What one call costs at most, in millionths of a US dollar. */
  price(quality: StudioImageQuality): number;
  /** Makes one picture, and waits for it until the signal. Throws nothing: whatever happens is an outcome. */
  make(request: PictureRequest, signal: AbortSignal): Promise<CallOutcome>;
}

/** A failure that cost nothing. */
export function failed(
  code: GenerationErrorCode,
  { again = false, retry_after = null }: { again?: boolean; retry_after?: number | null } = {},
): CallFailure {
  return { kind: 'failed', code, cost_micros: 0, again, retry_after };
}

/** A wish in words, for providers that take nothing but words. */
export function wholePrompt({ prompt, negative_prompt, style }: PictureRequest): string {
  const parts = [
    prompt,
    style && `Style: ${style}.`,
    negative_prompt && `Without: ${negative_prompt}.`,
  ];
  return parts.filter((part) => part !== null).join('\n');
}
