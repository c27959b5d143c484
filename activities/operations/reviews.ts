import type { Knex } from 'knex';
import { transaction } from '../../foundation/transaction';
import { advanceReview } from '../../models/operations/advance-review';
import type { ReviewActivities } from '../../workflows/operations/contract';

/** What `watchReview` does in the database, in one transaction. */
export function createReviewActivities({ database }: { database: Knex }): ReviewActivities {
  return {
    advanceReview: async ({ review_id, now }) => {
      const at = new Date(now);
      const next = await transaction(database, (tx) => advanceReview(tx, review_id, at));
      return next && next.toISOString();
    },
  };
}
