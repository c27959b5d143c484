import { BaseModel } from '../../foundation/base-model';
import type { GenerationErrorCode } from './image-attempt';
import type { ImageEditStep } from './image-edit';

export type StudioImageStatus = 'pending' | 'generated' | 'validated' | 'rejected' | 'failed';
export type StudioImageQuality = 'draft' | 'standard' | 'high';

/** A picture that was asked for in words, or a version of one. Every version is a row; the original is never changed. */
export class StudioImage extends BaseModel {
  static override readonly tableName = 'studio_images';
  static override readonly jsonAttributes = ['edits'];

  declare id: string;
  declare owner_id: string;
  /** The picture that this is a version of. */
  declare parent_id: string | null;
  declare status: StudioImageStatus;
  declare title: string;
  declare alt_text: string;
  declare tags: string[];
  declare prompt: string;
  declare negative_prompt: string | null;
  declare style: string | null;
  declare quality: StudioImageQuality | null;
  declare width: number;
  declare height: number;
  /** What chance was drawn from; null once a provider made it that takes none. */
  declare seed: number | null;
  /** The only provider that may make it; null for the order of the settings. */
  declare wanted_provider: string | null;
  declare provider: string | null;
  declare model: string | null;
  declare edits: ImageEditStep[];
  declare object_key: string | null;
  declare sha256: string | null;
  declare media_type: string | null;
  declare size_bytes: number | null;
  /** Millionths of a US dollar, of all attempts. */
  declare cost_micros: number;
  declare error_code: GenerationErrorCode | null;
  declare validation_notes: string | null;
  declare validated_by: string | null;
  declare validated_at: Date | null;
  declare version: number;
  declare generated_at: Date | null;
  declare created_at: Date;
  declare updated_at: Date;
  declare deleted_at: Date | null;
}
