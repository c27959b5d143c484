import { type AppError, type ErrorCode, fail } from '../../foundation/errors';
import type { ItemErrorCode } from '../../models/operations/batch-item';

/** What the failure of an item is called where it fails a whole request. */
const problems: Record<ItemErrorCode, ErrorCode> = {
  not_an_image: 'not_an_image',
  unsupported_media_type: 'unsupported_media_type',
  image_truncated: 'image_truncated',
  image_too_large: 'image_too_large',
  file_too_large: 'payload_too_large',
  empty_file: 'not_an_image',
  duplicate_in_batch: 'duplicate_image',
  object_missing: 'unavailable',
  work_failed: 'unavailable',
};

/** The problem that answers a single image that failed. */
export function problemOfItem(code: ItemErrorCode, detail?: string): AppError {
  return fail(problems[code], detail && sentence(detail));
}

function sentence(detail: string): string {
  return `${detail.charAt(0).toUpperCase()}${detail.slice(1)}.`;
}
