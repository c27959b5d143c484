import type { Knex } from 'knex';
import { fail } from '../../foundation/errors';
import { countResults, noResults } from '../../models/classification/result-counts.queries';
import { owned } from '../../models/identity/can';
import type { SignedInUser } from '../../models/identity/signed-in-user';
import { type BatchRow, findBatch } from '../../models/operations/batch.queries';
import type { ClassificationBatch } from '../../openapi/generated/types';
import { etag } from '../etag';
import { type Context, type Headers, reply, type Reply } from '../operation';
import { languageOf } from '../problem';
import { batchView } from './batch.view';

type Shown = Pick<Context<'getBatch'>, 'services' | 'request' | 'user'>;

/** The batch, if it is there and the user may have it. */
export async function ownedBatch(
  database: Knex,
  user: SignedInUser,
  batchId: string,
): Promise<BatchRow> {
  return owned(user, 'classification.use', await findBatch(database, batchId, 'classification'));
}

/** Batches as the contract shows them; what came of their images is counted for all at once. */
export async function batchViews(
  { services, request }: Pick<Shown, 'services' | 'request'>,
  rows: BatchRow[],
  database: Knex = services.database,
): Promise<ClassificationBatch[]> {
  const results = await countResults(
    database,
    rows.map(({ id }) => id),
  );
  const told = { now: services.clock.now(), language: languageOf(request) };
  return rows.map((row) => batchView(row, results.get(row.id) ?? noResults(), told));
}

/** The answer that shows a batch as it is in this database or transaction. */
export async function batchReply<S extends 200 | 202>(
  status: S,
  context: Shown,
  { database, id }: { database: Knex; id: string },
): Promise<Reply<S, ClassificationBatch>> {
  const row = await ownedBatch(database, context.user, id);
  const [view] = await batchViews(context, [row], database);
  if (!view) throw fail('not_found');
  const headers: Headers = { etag: etag(row.version) };
  if (status === 202) headers['location'] = `/api/classification/batches/${id}`;
  return reply(status, view, headers);
}
