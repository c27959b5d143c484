// What became of an attempt at a picture, and what that makes of the picture.
import type { Transaction } from '../../foundation/transaction';
import { appendEvent } from '../messaging/append-event';
import { correctUse } from '../operations/budget';
import { type GenerationErrorCode, ImageAttempt } from './image-attempt';
import { reviewStudioImage } from './image-review';
import { retryAt } from './plan-attempt';
import { StudioImage } from './studio-image';

/** A picture that is stored. */
export interface StoredPicture {
  object_key: string;
  sha256: string;
  size_bytes: number;
  media_type: string;
  width: number;
  height: number;
}

/** How a call ended. Only `unknown` may have been charged without our knowing. */
export type AttemptOutcome =
  | {
      kind: 'made';
      picture: StoredPicture;
      /** As the provider says; null when it was found stored by a process that died. */
      told: { model: string; seed: number | null; cost_micros: number } | null;
    }
  | {
      kind: 'failed';
      code: GenerationErrorCode;
      cost_micros: number;
      /** Whether it passes by itself, and the seconds that the provider asks to wait, where it says. */
      again: boolean;
      retry_after: number | null;
    }
  | { kind: 'unknown' };

/**
 * Writes down how an attempt ended. A picture that arrives after its attempt was given up still counts, if it is not
 * made yet; even after the whole was given up.
 * @returns whether what was stored is the picture; nobody needs it otherwise
 */
export async function settleAttempt(
  tx: Transaction,
  attemptId: string,
  outcome: AttemptOutcome,
  now: Date,
): Promise<boolean> {
  const found = await ImageAttempt.query(tx.sql).findById(attemptId).throwIfNotFound();
  // The picture first, as every step locks them.
  const image = await StudioImage.query(tx.sql).findById(found.image_id).forUpdate();
  const attempt = await ImageAttempt.query(tx.sql).findById(attemptId).forUpdate();
  if (!image || !attempt) return false;
  const given = outcome.kind === 'made' ? outcome.picture.object_key : null;
  const isOpen = attempt.state === 'running' || (attempt.state === 'unknown' && given !== null);
  if (!isOpen) return image.object_key === given;
  const ended = await endOf(tx, attempt, outcome, now);
  await ImageAttempt.query(tx.sql)
    .findById(attemptId)
    .patch({ ...ended, finished_at: now });
  const change = ended.cost_micros - attempt.cost_micros;
  const spend = { owner_id: attempt.owner_id, feature: 'image_spend' } as const;
  await correctUse(tx, { ...spend, n: change, at: attempt.started_at });
  // The price of an unknown outcome was counted already.
  const added = attempt.state === 'unknown' ? change : ended.cost_micros;
  const charged = { cost_micros: image.cost_micros + added, updated_at: now };
  const isTaken = outcome.kind === 'made' && isWaitedFor(image);
  const made = isTaken ? pictureColumns(image, { ...attempt, ...ended }, outcome.picture, now) : {};
  await StudioImage.query(tx.sql)
    .findById(image.id)
    .patch({ ...charged, ...made });
  if (!isTaken) return false;
  if (image.status === 'failed') await countImage(tx, image, 1);
  const { sha256 } = outcome.picture;
  await reviewStudioImage(tx, { ...image, sha256 }, now);
  announce(tx, image, 'studio_image.generated');
  return true;
}

/** Whether a picture that arrives is used: it was paid for, whatever became of those who were asked after it. */
function isWaitedFor({ status, error_code, deleted_at }: StudioImage): boolean {
  if (deleted_at !== null) return false;
  return status === 'pending' || (status === 'failed' && error_code !== 'prompt_refused');
}

type Ended = Pick<
  ImageAttempt,
  'state' | 'cost_micros' | 'error_code' | 'retry_at' | 'model' | 'seed'
>;

async function endOf(
  tx: Transaction,
  attempt: ImageAttempt,
  outcome: AttemptOutcome,
  now: Date,
): Promise<Ended> {
  const { model, seed, cost_micros } = attempt;
  const same = { model, seed, cost_micros, error_code: null, retry_at: null };
  if (outcome.kind === 'made') return { ...same, ...outcome.told, state: 'succeeded' };
  const { image_id, provider } = attempt;
  const nth = await ImageAttempt.query(tx.sql).where({ image_id, provider }).resultSize();
  if (outcome.kind === 'unknown') {
    // Where calls cost nothing, another one does no harm.
    const retry_at = retryAt(null, nth, now);
    return { ...same, state: 'unknown', error_code: 'outcome_unknown', retry_at };
  }
  const { code, again, retry_after } = outcome;
  const retry_at = again ? retryAt(retry_after, nth, now) : null;
  return {
    ...same,
    ...{ state: 'failed', cost_micros: outcome.cost_micros, error_code: code, retry_at },
  };
}

function pictureColumns(
  image: StudioImage,
  { provider, model, seed }: Pick<ImageAttempt, 'provider' | 'model' | 'seed'>,
  picture: StoredPicture,
  now: Date,
): Partial<StudioImage> {
  return {
    ...picture,
    ...{ status: 'generated', error_code: null, provider, model, seed, generated_at: now },
    version: image.version + 1,
  };
}

/** Gives a picture up, and its place in the month's budget back. */
export async function failImage(
  tx: Transaction,
  image: StudioImage,
  error_code: GenerationErrorCode,
  now: Date,
): Promise<void> {
  const failed = { status: 'failed', error_code, version: image.version + 1 } as const;
  await StudioImage.query(tx.sql)
    .findById(image.id)
    .patch({ ...failed, updated_at: now });
  await countImage(tx, image, -1);
  announce(tx, image, 'studio_image.failed');
}

/** Ends the work on a picture that was deleted before it was made; nobody needs to hear of it. */
export async function dropImage(tx: Transaction, image: StudioImage, now: Date): Promise<void> {
  await StudioImage.query(tx.sql).findById(image.id).patch({ status: 'failed', updated_at: now });
  await countImage(tx, image, -1);
}

/** A place in the budget of the month in which the picture was asked for. */
async function countImage(tx: Transaction, image: StudioImage, n: 1 | -1): Promise<void> {
  const { owner_id, created_at } = image;
  await correctUse(tx, { owner_id, feature: 'image_generations', n, at: created_at });
}

function announce(
  tx: Transaction,
  { owner_id, id }: StudioImage,
  type: 'studio_image.generated' | 'studio_image.failed',
): void {
  appendEvent(tx, { owner_id, type, subject: { type: 'studio_image', id } });
}
