// What is next for a target, read from its row: the one place that decides it, for the workflow and for the timeline.
import type { Knex } from 'knex';
import { preparedBeforeMs, type PublishStep } from '../../workflows/studio/contract';
import { picturesOf, type PostPicture, shownPictures, targetHash } from './post-content';
import { Post } from './post';
import { PostTarget } from './post-target';
import type { OwnerState } from './stop-posts';

/** A part of the work, and the instant from which on it may be done. */
export interface NextPart {
  part: NonNullable<PublishStep>['part'];
  at: Date;
}

type Planned = Pick<
  PostTarget,
  | 'status'
  | 'due_at'
  | 'next_at'
  | 'container'
  | 'container_content_hash'
  | 'error_code'
  | 'removal_wanted_at'
  | 'removed_at'
>;

/** What is next for a target; null when nothing is. */
export function nextPart(target: Planned): NextPart | null {
  const { status, due_at, next_at, container_content_hash } = target;
  if (!next_at) return null;
  if (status === 'publishing') return { part: 'verify', at: next_at };
  if (status === 'posted') {
    return target.removal_wanted_at && !target.removed_at ? { part: 'remove', at: next_at } : null;
  }
  if (status !== 'scheduled' || !due_at) return null;
  if (container_content_hash !== null) {
    return { part: 'publish', at: due_at > next_at ? due_at : next_at };
  }
  // A target that waits for its time alone is prepared ahead of it; one that waits for something else, after that.
  const waitsForMore = target.error_code !== null || target.container !== null;
  const isAhead = !waitsForMore && next_at.getTime() === due_at.getTime();
  return { part: 'prepare', at: isAhead ? new Date(due_at.getTime() - preparedBeforeMs) : next_at };
}

/** The same as the workflow is told it; nothing of a target that is gone. */
export function stepOf(target: PostTarget | undefined, now: Date): PublishStep {
  const next = target ? nextPart(target) : null;
  return next && { part: next.part, until: next.at > now ? next.at.toISOString() : null };
}

/** What is next for a target as its row is now; nothing when it is gone. */
export async function readStep(database: Knex, targetId: string, now: Date): Promise<PublishStep> {
  return stepOf(await PostTarget.query(database).findById(targetId), now);
}

/** Targets as their rows are now, each at the place of its id. */
export async function readTargets(
  database: Knex,
  targetIds: string[],
): Promise<(PostTarget | undefined)[]> {
  const rows = await PostTarget.query(database).findByIds(targetIds);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return targetIds.map((id) => byId.get(id));
}

/** All that is published with one target. */
export interface Material {
  post: Post;
  target: PostTarget;
  pictures: PostPicture[];
  /** The hash of what the account is to show. */
  hash: string;
}

/** Reads what is published with a target. */
export async function readMaterial(
  database: Knex,
  targetId: string,
): Promise<Material | undefined> {
  const target = await PostTarget.query(database).findById(targetId);
  if (!target) return undefined;
  const post = await Post.query(database).findById(target.post_id);
  const pictures = await picturesOf(database, [target.post_id]);
  const shown = shownPictures(pictures);
  return post && { post, target, pictures, hash: targetHash(post, target, shown) };
}

/** Why something is not published, in a word of the contract and, where there is more to say, in a sentence. */
export interface Obstacle {
  code: string;
  detail: string | null;
}

/** What has happened since a post was scheduled that keeps it from being published; null when nothing has. */
export function obstacleOf(
  { target, pictures }: Pick<Material, 'target' | 'pictures'>,
  owner: OwnerState,
): Obstacle | null {
  if (owner === 'leaving') return { code: 'owner_leaving', detail: null };
  if (target.account_id === null) return { code: 'account_removed', detail: null };
  if (pictures.some(({ deleted_at }) => deleted_at !== null)) {
    return { code: 'image_deleted', detail: null };
  }
  if (pictures.some(({ status }) => status !== 'validated')) {
    return { code: 'image_not_validated', detail: null };
  }
  return null;
}

const passing = ['image_not_validated', 'owner_leaving'];

/** Until when what keeps a target from being published may still be put right; null when it is decided now. */
export function mayPassUntil(
  { code }: Obstacle,
  { due_at }: Pick<PostTarget, 'due_at'>,
  now: Date,
): Date | null {
  return due_at !== null && due_at > now && passing.includes(code) ? due_at : null;
}
