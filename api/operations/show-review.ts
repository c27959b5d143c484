import type { Knex } from 'knex';
import { fail } from '../../foundation/errors';
import { type ReviewRow, votesOf } from '../../models/operations/review.queries';
import type { Review } from '../../openapi/generated/types';
import { etag } from '../etag';
import { reply, type Reply } from '../operation';
import type { Services } from '../services';
import { subjectsOf } from './review-subjects';
import { reviewView } from './review.view';

/** Reviews as the contract shows them; votes and subjects are read for all at once. */
export async function reviewViews(services: Services, rows: ReviewRow[]): Promise<Review[]> {
  const votes = await votesOf(services.database, rows);
  const subjects = await subjectsOf(services, rows);
  return rows.map((row) => {
    const subject = subjects.get(row.subject_id) ?? null;
    return reviewView(row, { votes: votes.get(row.id) ?? [], subject });
  });
}

/** The answer that shows a review as it is in this database or transaction. */
export async function reviewReply(
  services: Services,
  row: ReviewRow,
  database: Knex = services.database,
): Promise<Reply<200, Review>> {
  const [view] = await reviewViews({ ...services, database }, [row]);
  if (!view) throw fail('not_found');
  return reply(200, view, { etag: etag(row.version) });
}
