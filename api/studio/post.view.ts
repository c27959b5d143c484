import type { Language } from '../../foundation/language';
import { postText } from '../../models/studio/post-text';
import type { PostDetails, PostRow, TargetDetails } from '../../models/studio/post.queries';
import type { PublishAttempt } from '../../models/studio/publish-attempt';
import type { Post, PostAttempt, PostTarget } from '../../openapi/generated/types';
import { postError } from './post-error-titles';

/** A post as the contract shows it. */
export function postView(row: PostRow, details: PostDetails, language: Language): Post {
  const { image_ids: images } = details;
  const platforms = new Set(details.targets.map(({ target }) => target.platform));
  return {
    id: row.id,
    owner_id: row.owner_id,
    status: row.status,
    ...{ caption: row.caption, hashtags: row.hashtags, link: row.link },
    ...{ image: images[0] ?? null, images, platforms: [...platforms] },
    scheduled_time: row.scheduled_time?.toISOString() ?? null,
    timezone: row.timezone,
    approval_required: row.approval_required,
    is_approved: !row.approval_required || row.approved_content_hash !== null,
    schedule_id: row.schedule_id,
    slot_at: row.slot_at?.toISOString() ?? null,
    template_id: row.template_id,
    targets: details.targets.map((target) => targetView(row, target, language)),
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
    posted_at: row.posted_at?.toISOString() ?? null,
  };
}

function targetView(
  post: PostRow,
  { target, username, attempts }: TargetDetails,
  language: Language,
): PostTarget {
  const { id, account_id, platform, status, options, external_id, permalink } = target;
  return {
    ...{ id, account_id, platform, username, status, options, external_id, permalink },
    text: postText(post, target),
    ...{ caption: target.caption, hashtags: target.hashtags },
    due_at: target.due_at?.toISOString() ?? null,
    next_at: target.next_at?.toISOString() ?? null,
    error: postError(target.error_code, target.error_detail, language),
    posted_at: target.posted_at?.toISOString() ?? null,
    cancel_wanted_at: target.cancel_wanted_at?.toISOString() ?? null,
    removal_wanted_at: target.removal_wanted_at?.toISOString() ?? null,
    removed_at: target.removed_at?.toISOString() ?? null,
    attempts: attempts.map((attempt) => attemptView(attempt, language)),
  };
}

function attemptView(row: PublishAttempt, language: Language): PostAttempt {
  const { id, number, state, content_hash, record_name, checks } = row;
  return {
    ...{ id, number, state, content_hash, record_name, checks },
    error: postError(row.error_code, row.error_detail, language),
    started_at: row.started_at?.toISOString() ?? null,
    checked_at: row.checked_at?.toISOString() ?? null,
    finished_at: row.finished_at?.toISOString() ?? null,
  };
}
