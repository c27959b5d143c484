// The story of a post, told from its rows: what happened, what it waits for, what may be done now.
import type { Language } from '../../foundation/language';
import { owned } from '../../models/identity/can';
import { detailsOf, findPost, type TargetDetails } from '../../models/studio/post.queries';
import { nextPart } from '../../models/studio/plan-publishing';
import { postErrorTitle } from '../../models/studio/post-problem-words';
import { actionsOf, reviewsOfPost } from '../../models/studio/post-story';
import type { Post } from '../../models/studio/post';
import type { PublishAttempt } from '../../models/studio/publish-attempt';
import type { Review } from '../../models/operations/review';
import type {
  PostTimeline,
  PostTimelineEntry,
  PostTimelineWait,
} from '../../openapi/generated/types';
import type { Context } from '../operation';
import { languageOf } from '../problem';
import { say, sayWait, type TimelineCode } from './post-timeline-words';

/** The timeline of a post that the user may have. */
export async function showTimeline({
  user,
  services,
  params,
  request,
}: Context<'getPostTimeline'>): Promise<PostTimeline> {
  const { database, platforms } = services;
  const post = owned(user, 'studio.use', await findPost(database, params.id));
  const targets = (await detailsOf(database, [post.id])).get(post.id)?.targets ?? [];
  const reviews = await reviewsOfPost(database, post.id);
  const language = languageOf(request);
  const entries = [
    entry(post.created_at, 'created', language),
    ...reviews.flatMap((review) => reviewEntries(review, language)),
    ...targets.flatMap((details) => targetEntries(details, language)),
  ];
  const removes = (platform: string): boolean => Boolean(platforms.get(platform)?.remove);
  return {
    entries: entries.sort((a, b) => a.at.localeCompare(b.at)),
    waits: targets.map((details) => waitOf(post, details, language)),
    actions: actionsOf(
      post,
      targets.map(({ target }) => target),
      { reviews, removes },
    ),
  };
}

function entry(
  at: Date,
  code: TimelineCode,
  language: Language,
  details?: TargetDetails,
  reason?: string,
): PostTimelineEntry {
  const [platform, username] = [details?.target.platform ?? null, details?.username ?? null];
  return { at: at.toISOString(), code, platform, username, text: say(code, language, reason) };
}

function reviewEntries(review: Review, language: Language): PostTimelineEntry[] {
  const asked = entry(review.opened_at, 'approval_asked', language);
  const { state, closed_at } = review;
  if (!closed_at || (state !== 'approved' && state !== 'rejected')) return [asked];
  return [asked, entry(closed_at, state, language)];
}

function targetEntries(details: TargetDetails, language: Language): PostTimelineEntry[] {
  const { removed_at } = details.target;
  return [
    ...details.attempts.flatMap((attempt) => attemptEntries(attempt, details, language)),
    ...(removed_at ? [entry(removed_at, 'removed', language, details)] : []),
  ];
}

function attemptEntries(
  { state, started_at, checked_at, finished_at, error_code }: PublishAttempt,
  details: TargetDetails,
  language: Language,
): PostTimelineEntry[] {
  const reason = error_code === null ? undefined : postErrorTitle(error_code, language);
  const ends = {
    live: 'attempt_live',
    failed: 'attempt_failed',
    unconfirmed: 'attempt_unconfirmed',
  };
  const end = Object.entries(ends).find(([name]) => name === state)?.[1] as
    TimelineCode | undefined;
  const why = end === 'attempt_failed' ? reason : undefined;
  return [
    ...(started_at ? [entry(started_at, 'attempt_started', language, details)] : []),
    ...(checked_at ? [entry(checked_at, 'attempt_asked', language, details)] : []),
    ...(finished_at && end ? [entry(finished_at, end, language, details, why)] : []),
  ];
}

function waitOf(
  post: Post,
  { target, username }: TargetDetails,
  language: Language,
): PostTimelineWait {
  const { id: target_id, platform, status, error_code } = target;
  const next = nextPart(target);
  const reason = error_code === null ? undefined : postErrorTitle(error_code, language);
  const isUnapproved = post.approval_required && post.approved_content_hash === null;
  const text = sayWait({ status, part: next?.part ?? null, isUnapproved }, language, reason);
  // It is prepared ahead of its time, which is nothing to wait for.
  const isAhead = next?.part === 'prepare' && target.due_at && target.due_at > next.at;
  const until = (isAhead ? target.due_at : next?.at)?.toISOString() ?? null;
  return { target_id, platform, username, status, until, text };
}
