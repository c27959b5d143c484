import { createPostRules } from '../../activities/clients/platforms/post-rules';
import { AppError, type ErrorDetail, fail } from '../../foundation/errors';
import { isTimeZone } from '../../foundation/local-time';
import type { Transaction } from '../../foundation/transaction';
import { createPost } from '../../models/studio/create-post';
import type { ApprovalWish, NewPost, PostContext, TargetWish } from '../../models/studio/new-post';
import type { Post } from '../../models/studio/post';
import { postInstant } from '../../models/studio/post-time';
import type { PostCreate, PostUpdate } from '../../openapi/generated/types';
import type { Context } from '../operation';
import type { Services } from '../services';
import { unstorableTexts } from '../storable-text';

/** What verbs of posts stand on in a request. */
export function postContext({ platforms, clock }: Services): PostContext {
  return { rules: createPostRules(platforms), now: clock.now() };
}

/** Schedules the post of a request. */
export async function acceptPost(tx: Transaction, context: Context<'schedulePost'>): Promise<Post> {
  const { user, body, services } = context;
  const wish = { ...newPost(body, user.timezone), owner_id: user.id };
  try {
    const post = await createPost(tx, wish, postContext(services));
    if (!post) throw fail('conflict');
    return post;
  } catch (error) {
    throw atItsPlace(error, body);
  }
}

/** The post that a body describes, for nobody yet. */
export function newPost(body: PostCreate, zone: string): Omit<NewPost, 'owner_id'> {
  const timezone = body.timezone ?? zone;
  const unstorable = unstorableTexts(body);
  if (unstorable.length > 0) throw fail('validation_failed', undefined, unstorable);
  return {
    ...{ caption: body.caption ?? '', hashtags: body.hashtags ?? [], link: body.link ?? null },
    ...{ scheduled_time: timeOf(body.scheduled_time, timezone), timezone },
    ...(body.template_id !== undefined && { template_id: body.template_id }),
    variables: body.variables ?? {},
    image_ids: [...(body.image === undefined ? [] : [body.image]), ...(body.images ?? [])],
    targets: [
      ...accountWishes(body.accounts),
      ...(body.platform === undefined ? [] : [{ platform: body.platform, pointer: '/platform' }]),
      ...(body.platforms ?? []).map((platform, index) => ({
        ...{ platform, pointer: `/platforms/${index}` },
      })),
    ],
    approval: approvalOf(body.approval),
  };
}

/** The accounts that a body names. */
export function accountWishes(accounts: PostUpdate['accounts'] = []): TargetWish[] {
  return accounts.map((wish, index) => ({ ...wish, pointer: `/accounts/${index}` }));
}

/** The approval that a body asks for, or null. */
export function approvalOf(wish: PostCreate['approval']): ApprovalWish | null {
  if (!wish) return null;
  const { due_at: text, ...rest } = wish;
  if (text === undefined) return rest;
  const due_at = new Date(text);
  if (!Number.isNaN(due_at.getTime())) return { ...rest, due_at };
  const detail = 'must be an instant such as 2026-09-14T08:30:00Z';
  const finding = { pointer: '/approval/due_at', code: 'format', detail };
  throw fail('validation_failed', undefined, [finding]);
}

/** The instant that a body means; an unknown zone is told with everything else that is wrong. */
export function timeOf(text: string | null | undefined, timezone: string): Date | null {
  if (text === null || text === undefined) return null;
  const at = postInstant(text, isTimeZone(timezone) ? timezone : 'UTC');
  if (at) return at;
  const detail = 'must be a day that there is';
  const finding = { pointer: '/scheduled_time', code: 'format', detail };
  throw fail('validation_failed', undefined, [finding]);
}

/** Findings point to where this body has it: one picture may stand alone, before the others. */
function atItsPlace(error: unknown, body: PostCreate): unknown {
  if (!(error instanceof AppError)) return error;
  const errors = findingsInBody(error.errors, body);
  const onlyPlatforms =
    errors.length > 0 && errors.every(({ code }) => code === 'unknown_platform');
  return fail(onlyPlatforms ? 'unknown_platform' : error.code, error.message, errors);
}

/** Findings of a post, pointing into the body that describes it. */
export function findingsInBody(findings: ErrorDetail[], body: PostCreate): ErrorDetail[] {
  return findings.map((finding) => ({ ...finding, ...movedPointer(finding, body) }));
}

function movedPointer({ pointer = '' }: ErrorDetail, body: PostCreate): { pointer?: string } {
  const [, index] = /^\/images\/(\d+)$/.exec(pointer) ?? [];
  if (index === undefined || body.image === undefined) return {};
  return { pointer: index === '0' ? '/image' : `/images/${Number(index) - 1}` };
}
