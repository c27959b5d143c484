import type { PostFilters } from '../../models/studio/post.queries';
import { instant } from '../instant';
import type { Context } from '../operation';

/** Which posts a query asks for. */
export function chosen({
  status,
  platform,
  from,
  to,
}: Context<'listPosts'>['query']): Omit<PostFilters, 'owner_id'> {
  return {
    ...(status && { status }),
    ...(platform !== undefined && { platform }),
    ...(from !== undefined && { from: instant('from', from) }),
    ...(to !== undefined && { to: instant('to', to) }),
  };
}
