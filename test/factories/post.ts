import type { Knex } from 'knex';
import { transaction } from '../../foundation/transaction';
import { createPost } from '../../models/studio/create-post';
import type { NewPost, PostContext, PostRules } from '../../models/studio/new-post';
import type { Post } from '../../models/studio/post';
import { type HeldPost, holdPost } from '../../models/studio/post-status';
import { PostTarget } from '../../models/studio/post-target';
import type { StudioImage } from '../../models/studio/studio-image';
import { createAccount } from './social-account';
import { createStudioImage } from './studio-image';

/** Every platform, and nothing is refused. */
export const anything: PostRules = {
  knows: () => true,
  removes: () => true,
  refusals: () => [],
};

/** What verbs of posts stand on, at an instant. */
export function contextAt(now: Date, rules: PostRules = anything): PostContext {
  return { rules, now };
}

/** A picture that may be published; without bytes behind it. */
export async function createPicture(
  database: Knex,
  owner_id: string,
  given: Partial<StudioImage> = {},
): Promise<StudioImage> {
  return await createStudioImage(database, owner_id, { status: 'validated', ...given });
}

type Wish = Partial<NewPost> & { now?: Date; accounts?: number; platform?: string };

/** A post that is due in an hour, for one account unless told otherwise. */
export async function createPostRow(
  database: Knex,
  owner_id: string,
  { now = new Date(), accounts = 1, platform = 'dry-run', ...given }: Wish = {},
): Promise<Post> {
  const targets = [];
  for (let nth = 0; nth < accounts && !given.targets; nth += 1) {
    const tokens = { expires_in: null };
    const { id } = await createAccount(database, owner_id, { platform, now, tokens });
    targets.push({ account_id: id, pointer: `/accounts/${nth}` });
  }
  const post: NewPost = {
    ...{ owner_id, caption: 'Ripe plums.', hashtags: ['plums'], link: null, targets },
    ...{ scheduled_time: new Date(now.getTime() + 3_600_000), timezone: 'Europe/Paris' },
    ...{ image_ids: [], ...given },
  };
  const created = await transaction(database, (tx) => createPost(tx, post, contextAt(now)));
  if (!created) throw new Error('nothing was created');
  return created;
}

/** The targets of a post. */
export async function targetsOfPost(database: Knex, postId: string): Promise<PostTarget[]> {
  return await PostTarget.query(database).where({ post_id: postId }).orderBy('id');
}

/** Does something to a post under its lock. */
export async function withPost<T>(
  database: Knex,
  postId: string,
  work: (held: HeldPost, tx: Parameters<Parameters<typeof transaction>[1]>[0]) => Promise<T>,
): Promise<T> {
  return await transaction(database, async (tx) => {
    const held = await holdPost(tx, postId);
    if (!held) throw new Error('the post is gone');
    return await work(held, tx);
  });
}
