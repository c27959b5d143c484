import type { Knex } from 'knex';
import { countResults, noResults } from '../../models/classification/result-counts.queries';
import { owned } from '../../models/identity/can';
import type { SignedInUser } from '../../models/identity/signed-in-user';
import { type BatchRow, findBatch } from '../../models/operations/batch.queries';
import type { ClassificationBatch } from '../../openapi/generated/types';
import { etag } from '../etag';
import { type Headers, reply, type Reply } from '../operation';
import { languageOf } from '../problem';
import type { Context } from '../operation';
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

/** The answer that shows a batch as it is in this database or transaction. */
export async function batchReply<S extends 200 | 202>(
  status: S,
  { services, request, user }: Shown,
  { database, id }: { database: Knex; id: string },
): Promise<Reply<S, ClassificationBatch>> {
  const row = await ownedBatch(database, user, id);
  const results = (await countResults(database, [id])).get(id) ?? noResults();
  const now = services.clock.now();
  const headers: Headers = { etag: etag(row.version) };
  if (status === 202) headers['location'] = `/api/classification/batches/${id}`;
  return reply(status, batchView(row, results, { now, language: languageOf(request) }), headers);
}
