import { BaseModel } from '../../foundation/base-model';

/** Why a provider did not make a picture, or none did. */
export type GenerationErrorCode =
  | 'prompt_refused'
  | 'budget_exceeded'
  | 'provider_unauthorized'
  | 'provider_refused'
  | 'provider_limited'
  | 'provider_unavailable'
  | 'outcome_unknown'
  | 'picture_unreadable'
  | 'no_provider';

/** One call of a provider, written down before it is made and kept with its cost even when it failed. */
export class ImageAttempt extends BaseModel {
  static override readonly tableName = 'studio_image_attempts';

  declare id: string;
  declare image_id: string;
  declare owner_id: string;
  /** From 1, over all providers. */
  declare number: number;
  declare provider: string;
  declare model: string | null;
  /** `unknown`: the call was made, and nobody knows what became of it. */
  declare state: 'running' | 'succeeded' | 'failed' | 'unknown';
  /** Who began it: a repeat of the same step finds its own attempt. */
  declare claim: string | null;
  declare seed: number | null;
  /** Millionths of a US dollar. */
  declare cost_micros: number;
  declare error_code: GenerationErrorCode | null;
  declare started_at: Date;
  /** When the call began, which it does once; null before that. */
  declare called_at: Date | null;
  declare finished_at: Date | null;
  /** From when on the provider may be asked again; null when it is not. */
  declare retry_at: Date | null;
}

/** Where the bytes of an attempt are stored: known before the call, so that what a dead process stored is found. */
export function attemptObjectKey(attempt: Pick<ImageAttempt, 'id' | 'owner_id'>): string {
  return `studio/${attempt.owner_id}/${attempt.id}.png`;
}
