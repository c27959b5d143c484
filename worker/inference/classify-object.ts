import {
  readPicture,
  unreadable,
  UnreadablePicture,
  type ReadablePicture,
} from '../../activities/clients/classifier-input';
import type { ObjectStore } from '../../activities/clients/object-store';
import { stoppedAtGate } from './gates';
import type { LoadedModel } from './loaded-models';
import type { ImageResult, ModelInUse } from './messages';
import { preprocessImage } from './preprocess';

/** A picture as the model wants it, with what the result says of it. */
export interface DecodedPicture {
  picture: Omit<ReadablePicture, 'bytes'>;
  pixels: Uint8Array;
  /** When work on it began, in milliseconds of `performance.now()`. */
  began: number;
}

/** The first half: fetched and decoded, which happens on libuv's and libvips' threads. */
export async function decodeObject(
  store: ObjectStore,
  key: string,
  size: number,
): Promise<DecodedPicture> {
  const began = performance.now();
  const { bytes, ...picture } = await readPicture(store, key);
  const pixels = await preprocessImage(bytes, size).catch((error: unknown) => {
    throw unreadable({ bytes, ...picture }, error);
  });
  return { picture, pixels, began };
}

/** The second half: judged by the model, which blocks this thread meanwhile. Thresholds come with the work: they may change while the model stays open. */
export async function judge(
  decoded: DecodedPicture,
  model: LoadedModel,
  thresholds: ModelInUse['thresholds'],
): Promise<ImageResult> {
  const { classes } = model.card;
  const { probabilities, gates } = await model.session.judge(decoded.pixels);
  const measured = {
    ok: true,
    ...decoded.picture,
    latency_ms: Math.round((performance.now() - decoded.began) * 10) / 10,
  } as const;
  const stopped = stoppedAtGate(gates, thresholds.gates);
  if (stopped) {
    return { ...measured, outcome: stopped, label: null, confidence: null, probabilities: null };
  }
  const confidence = Math.max(...probabilities);
  const label = classes[probabilities.indexOf(confidence)] ?? null;
  const { uncertain_below, uncertain_below_by_class = {} } = thresholds;
  const sureFrom = uncertain_below_by_class[label ?? ''] ?? uncertain_below;
  return {
    ...measured,
    outcome: confidence >= sureFrom ? 'classified' : 'uncertain',
    label,
    confidence: rounded(confidence),
    probabilities: Object.fromEntries(
      classes.map((name, index) => [name, rounded(probabilities[index] ?? 0)]),
    ),
  };
}

/** Floats of 32 bits say no more than this. */
function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

/** The result of a picture that cannot be classified; anything else thrown is a fault of ours and stays thrown. */
export function refusal(error: unknown): ImageResult | null {
  if (!(error instanceof UnreadablePicture)) return null;
  return { ok: false, error_code: error.error_code, detail: error.message };
}
