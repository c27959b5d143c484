import type { Knex } from 'knex';
import { fail } from '../../foundation/errors';
import { owned } from '../../models/identity/can';
import { detailsOf, findPost, type PostRow } from '../../models/studio/post.queries';
import type { Post } from '../../openapi/generated/types';
import { etag } from '../etag';
import { type Context, type Headers, reply, type Reply } from '../operation';
import { languageOf } from '../problem';
import { postView } from './post.view';

type Shown = Pick<Context<'getPost'>, 'services' | 'request' | 'user'>;

/** Posts as the contract shows them; accounts and ledgers are read for all at once. */
export async function postViews(
  { services, request }: Pick<Shown, 'services' | 'request'>,
  rows: PostRow[],
  database: Knex = services.database,
): Promise<Post[]> {
  const ids = rows.map(({ id }) => id);
  const details = await detailsOf(database, ids);
  return rows.flatMap((row) => {
    const found = details.get(row.id);
    return found ? [postView(row, found, languageOf(request))] : [];
  });
}

/** The answer that shows a post as it is in this database or transaction. */
export async function postReply<S extends 200 | 201 | 202>(
  status: S,
  context: Shown,
  { database, id }: { database: Knex; id: string },
): Promise<Reply<S, Post>> {
  const row = owned(context.user, 'studio.use', await findPost(database, id));
  const [view] = await postViews(context, [row], database);
  if (!view) throw fail('not_found');
  const headers: Headers = { etag: etag(row.version) };
  if (status !== 200) headers['location'] = `/api/scheduler/posts/${id}`;
  return reply(status, view, headers);
}
