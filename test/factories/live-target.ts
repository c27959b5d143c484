import type { Knex } from 'knex';
import { newId } from '../../foundation/ids';
import type { Seal } from '../../foundation/seal';
import { Post } from '../../models/studio/post';
import { PostTarget } from '../../models/studio/post-target';
import { SocialAccount } from '../../models/studio/social-account';

/** A post that went live for one account at an instant. */
export async function createLiveTarget(
  database: Knex,
  { owner_id, posted_at, seal }: { owner_id: string; posted_at: Date; seal?: Seal },
): Promise<PostTarget> {
  const [account_id, post_id] = [newId(), newId()];
  const platform = 'dry-run';
  await SocialAccount.query(database).insert({
    ...{ id: account_id, owner_id, platform, external_id: account_id, username: 'plums' },
    access_token: seal?.close('open sesame', account_id) ?? null,
  });
  const words = { caption: 'Ripe.', timezone: 'Europe/Paris', scheduled_time: posted_at };
  await Post.query(database).insert({
    ...{ id: post_id, owner_id, ...words, status: 'posted', posted_at },
  });
  return await PostTarget.query(database).insertAndFetch({
    ...{ id: newId(), post_id, owner_id, account_id, platform, status: 'posted', posted_at },
    ...{ external_id: 'at-1', due_at: posted_at },
  });
}
