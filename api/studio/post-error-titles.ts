import type { Language } from '../../foundation/language';
import { postErrorTitle } from '../../models/studio/post-problem-words';
import type { PostError } from '../../openapi/generated/types';

/** The reason for people, or null. */
export function postError(
  code: string | null,
  detail: string | null,
  language: Language,
): PostError | null {
  return code === null ? null : { code, title: postErrorTitle(code, language), detail };
}
