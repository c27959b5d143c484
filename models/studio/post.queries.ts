import type { Knex } from 'knex';
import type { ModelObject } from 'objection';
import { keysetPage, type KeysetPage, type PageRequest } from '../../foundation/keyset';
import { Post, type PostStatus } from './post';
import { PostTarget } from './post-target';
import { PublishAttempt } from './publish-attempt';

export type PostRow = ModelObject<Post>;

/** Whose posts, and which of them; the instants are those of the time at which they are due. */
export interface PostFilters {
  owner_id: string;
  status?: PostStatus;
  platform?: string;
  from?: Date;
  to?: Date;
}

/** A page of somebody's posts. */
export async function listPosts(
  database: Knex,
  { from, to, platform, ...filters }: PostFilters,
  page: PageRequest,
): Promise<KeysetPage<PostRow>> {
  const query = database('posts').where(filters).whereNull('deleted_at').select('*');
  if (from) query.where('scheduled_time', '>=', from);
  if (to) query.where('scheduled_time', '<', to);
  if (platform !== undefined) {
    query.whereExists((targets) => {
      void targets.from('post_targets').whereRaw('post_id = posts.id').where({ platform });
    });
  }
  return await keysetPage<PostRow>(database, query, page);
}

/** One post, unless it was deleted. */
export async function findPost(database: Knex, id: string): Promise<Post | undefined> {
  return await Post.query(database).findOne({ id, deleted_at: null });
}

/** A target with the name of its account and its ledger. */
export interface TargetDetails {
  target: PostTarget;
  /** Null once the account was deleted. */
  username: string | null;
  attempts: PublishAttempt[];
}

export interface PostDetails {
  image_ids: string[];
  targets: TargetDetails[];
}

/** What belongs to posts, read for all at once. */
export async function detailsOf(
  database: Knex,
  postIds: string[],
): Promise<Map<string, PostDetails>> {
  const details = new Map<string, PostDetails>(
    postIds.map((id) => [id, { image_ids: [], targets: [] }]),
  );
  const media = await database('post_media')
    .whereIn('post_id', postIds)
    .orderBy('position')
    .select<{ post_id: string; image_id: string }[]>(['post_id', 'image_id']);
  for (const { post_id, image_id } of media) details.get(post_id)?.image_ids.push(image_id);
  const targets = await PostTarget.query(database).whereIn('post_id', postIds).orderBy('id');
  const names = await usernamesOf(database, targets);
  const ledger = await attemptsOf(database, targets);
  for (const target of targets) {
    const username = names.get(target.account_id ?? '') ?? null;
    const attempts = ledger.filter(({ target_id }) => target_id === target.id);
    details.get(target.post_id)?.targets.push({ target, username, attempts });
  }
  return details;
}

async function usernamesOf(database: Knex, targets: PostTarget[]): Promise<Map<string, string>> {
  const ids = new Set(targets.flatMap(({ account_id }) => account_id ?? []));
  const rows = await database('social_accounts')
    .whereIn('id', [...ids])
    .select<{ id: string; username: string }[]>(['id', 'username']);
  return new Map(rows.map(({ id, username }) => [id, username]));
}

async function attemptsOf(database: Knex, targets: PostTarget[]): Promise<PublishAttempt[]> {
  const ids = targets.map(({ id }) => id);
  return await PublishAttempt.query(database).whereIn('target_id', ids).orderBy('number');
}

/** Several posts, those that were deleted left out. */
export async function postsById(database: Knex, ids: string[]): Promise<Post[]> {
  return await Post.query(database).findByIds(ids).whereNull('deleted_at');
}
