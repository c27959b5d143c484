import { nameOfPost } from '../../../models/studio/post-text';
import { postErrorTitle } from '../../../models/studio/post-problem-words';
import { findPost } from '../../../models/studio/post.queries';
import { greetingName, type MailLoader } from '../mail-loader';

/** What the mail about a post shows that did not go live, as far as anybody knows; nothing once it is deleted. */
export const loadPostFailed: MailLoader<'post-failed'> = async (
  { database, appUrl },
  { data },
  user,
) => {
  const post = await findPost(database, String(data['post_id']));
  if (!post) return null;
  return {
    name: greetingName(user),
    post: nameOfPost(post),
    platform: String(data['platform']),
    reason: postErrorTitle(String(data['code']), user.language),
    url: `${appUrl}/posts/${post.id}`,
  };
};
