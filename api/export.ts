// The export of a list: the list's own handler, asked for page after page. So an export has the filters, the rights and
// the rows of its list, and what changes there changes here.
import { fail } from '../foundation/errors';
import type { SignedInUser } from '../models/identity/signed-in-user';
import type { OperationId, Operations } from '../openapi/generated/operations';
import { exportReply, type Exported } from './export-stream';
import { type Context, type Handler, operation, type Reply, type ReplyOf } from './operation';
import { bearerToken } from './security';
import type { Services } from './services';

const pageRows = 500;

/** The operations that the contract makes of lists. */
export type ExportId = {
  [K in OperationId]: Operations[K] extends { exports: OperationId } ? K : never;
}[OperationId];

type ListOf<E extends ExportId> = Operations[E] extends { exports: infer L extends OperationId }
  ? L
  : never;

/** The body of any list: pages that name their next one, or a log that says whether there is more of it. */
interface ListBody {
  results: object[];
  next?: string | null;
  has_more?: boolean;
}

interface AnyContext extends Omit<Context<'listSessions'>, 'query'> {
  params: Record<string, string>;
  query: Record<string, unknown>;
}

type AnyList = (context: AnyContext) => Promise<Reply<number, ListBody>>;

/** The handler that exports a list; it is made of the list's handler. */
export function exportOf<E extends ExportId>(id: E, list: Handler<ListOf<E>>): Handler<E> {
  const handle = async (context: AnyContext): Promise<Reply> => {
    const pages = pagesOf(list as unknown as AnyList, context);
    return await exportReply(context.request, wanted(context), pages);
  };
  // That list and export belong together was checked above; what they share is the same in every pair.
  return operation(id, handle as unknown as (context: Context<E>) => Promise<ReplyOf<E>>);
}

function wanted({ operation: { id, exported }, params, query }: AnyContext): Exported {
  if (!exported) throw new Error(`${id} is no export of a list`);
  const name = exported.name.replaceAll(/\{(\w+)\}/g, (_, key: string) => params[key] ?? '');
  return { name, columns: exported.columns, format: query['format'] as Exported['format'] };
}

/** Each page is a query of its own: nothing waits in the database for a slow client, and nobody may see less by then. */
async function* pagesOf(list: AnyList, context: AnyContext): AsyncGenerator<object[]> {
  const { format: _format, ...filters } = context.query;
  const services = withoutLinks(context.services);
  let position: Record<string, unknown> | undefined = {};
  do {
    const user = await stillSignedIn(context);
    const query = { ...filters, ...position, limit: pageRows };
    const { body } = await list({ ...context, services, user, query, uncounted: true });
    yield body.results;
    position = positionAfter(body);
  } while (position);
}

/** A signed link in a file is a key that lies about; no export has one, so none is made for its thousands of rows. */
function withoutLinks(services: Services): Services {
  const objectStore = Object.create(services.objectStore) as Services['objectStore'];
  objectStore.signedGetUrl = () => Promise.resolve('');
  return { ...services, objectStore, links: { ...services.links, get: () => '' } };
}

/** The user as the session or the key has them now. */
export async function stillSignedIn({
  services,
  request,
  user,
}: Pick<AnyContext, 'services' | 'request' | 'user'>): Promise<SignedInUser> {
  const { id, session_id } = user;
  if (session_id === null) {
    const holder = await services.apiKeys.read(bearerToken(request) ?? '');
    if (!holder) throw fail('unauthenticated');
    return holder.user;
  }
  const found = await services.sessions.read(session_id, id);
  if (!found) throw fail('session_revoked');
  return found;
}

function positionAfter({ results, next, has_more }: ListBody): Record<string, unknown> | undefined {
  if (next) return { cursor: new URL(next).searchParams.get('cursor') };
  const last = results.at(-1) as { seq: number } | undefined;
  return has_more && last ? { after: last.seq } : undefined;
}
