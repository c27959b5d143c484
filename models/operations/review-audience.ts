// Who hears of a review, and who may decide.
import type { Knex } from 'knex';
import type { Transaction } from '../../foundation/transaction';
import { appendEvent } from '../messaging/append-event';
import type { EventType } from '../messaging/event';
import type { Review } from './review';

type ReviewEvent = Extract<EventType, `review.${string}`>;

/** Tells the owner, the person who was asked, and others if some are named, each once. */
export function tellOfReview(
  tx: Transaction,
  review: Review,
  type: ReviewEvent,
  { others = [], data = {} }: { others?: string[]; data?: Record<string, unknown> } = {},
): void {
  const asked = review.reviewer_id === null ? [] : [review.reviewer_id];
  for (const owner_id of new Set([review.owner_id, ...asked, ...others])) {
    tellPerson(tx, owner_id, review, type, data);
  }
}

/** Tells one person. */
export function tellPerson(
  tx: Transaction,
  owner_id: string,
  { id, kind, subject_id }: Review,
  type: ReviewEvent,
  data: Record<string, unknown> = {},
): void {
  const subject = { type: 'review', id };
  appendEvent(tx, { owner_id, type, subject, data: { kind, subject_id, ...data } });
}

const mostReviewers = 100;

/** Everybody who may decide on anybody's reviews, up to a hundred. */
export async function allReviewers(database: Knex): Promise<string[]> {
  return await reviewers(database).limit(mostReviewers).pluck<string[]>('users.id');
}

/** Whether a person may decide on a review now, without a session of theirs to look at. */
export async function mayStillDecide(
  database: Knex,
  userId: string,
  review: Pick<Review, 'owner_id'>,
): Promise<boolean> {
  const people =
    userId === review.owner_id
      ? database('users').where({ is_active: true, deleted_at: null })
      : reviewers(database);
  return (await people.where('users.id', userId).first('users.id')) !== undefined;
}

function reviewers(database: Knex): Knex.QueryBuilder {
  return database('users')
    .whereExists((roles) => {
      void roles
        .from('user_roles')
        .join('role_permissions', 'role_permissions.role_id', 'user_roles.role_id')
        .whereRaw('user_roles.user_id = users.id')
        .where({ permission: 'reviews.decide' });
    })
    .where({ is_active: true, deleted_at: null })
    .orderBy('users.id');
}
