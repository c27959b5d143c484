import { fail } from '../../foundation/errors';
import type { CheckedPost } from '../../models/studio/new-post';
import type { Post } from '../../models/studio/post';
import type { PostBulkReport } from '../../openapi/generated/types';
import type { JudgedLine } from './judge-lines';

/** How many findings a refusal names; a dry run names all. */
const namedAtMost = 500;

/** What became of the lines; `posts`, in their order, is null in a dry run. */
export function bulkReport(judged: JudgedLine[], posts: Post[] | null): PostBulkReport {
  return {
    dry_run: posts === null,
    total: judged.length,
    created: posts?.length ?? 0,
    refused: judged.filter(({ errors }) => errors.length > 0).length,
    lines: judged.map(({ line, checked, errors }, index) => ({
      ...{ line, errors, post_id: posts?.[index]?.id ?? null },
      scheduled_time: checked?.post.scheduled_time?.toISOString() ?? null,
    })),
  };
}

/**
 * The posts of lines that are all right.
 * @throws `bulk_refused` (422) when one is not, which names what is wrong with each
 */
export function refuseWrong(judged: JudgedLine[]): CheckedPost[] {
  const wrong = judged.filter(({ errors }) => errors.length > 0).length;
  const checked = judged.flatMap((one) => one.checked ?? []);
  if (wrong === 0) return checked;
  const errors = judged.flatMap((one, index) =>
    one.errors.map(({ pointer = '', code, detail }) => ({
      ...{ pointer: `/posts/${index}${pointer}`, code },
      detail: `Line ${one.line}: ${detail}`,
    })),
  );
  const detail = `${wrong} of ${judged.length} lines ${wrong === 1 ? 'is' : 'are'} wrong; nothing was scheduled.`;
  throw fail('bulk_refused', detail, errors.slice(0, namedAtMost));
}
