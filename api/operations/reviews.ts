import { creationOrders } from '../../foundation/keyset';
import { decidable, widestScope } from '../../models/identity/can';
import { decideReview as decide } from '../../models/operations/decide-review';
import { findReview, listReviews as listRows } from '../../models/operations/review.queries';
import { exportOf } from '../export';
import { operation, reply } from '../operation';
import { pageBody, pageRequest } from '../pagination';
import { requestId } from '../request-id';
import { issueLink } from './issue-link';
import { reviewReply, reviewViews } from './show-review';

export const listReviews = operation('listReviews', async (context) => {
  const { user, services, query } = context;
  const { sort, state, kind } = query;
  const owner_id = widestScope(user, 'reviews.decide', query.owner_id);
  const filters = { ...(owner_id && { owner_id }), ...(state && { state }), ...(kind && { kind }) };
  const order = pageRequest(context, sort, creationOrders[sort]);
  const page = await listRows(services.database, filters, order);
  const rows = await reviewViews(services, page.rows);
  return reply(
    200,
    pageBody(context, sort, { ...page, rows }, (row) => row),
  );
});

export const exportReviews = exportOf('exportReviews', listReviews);

export const getReview = operation('getReview', async ({ user, services, params }) => {
  const review = decidable(user, await findReview(services.database, params.id));
  return await reviewReply(services, review);
});

export const decideReview = operation('decideReview', async (context) => {
  const { user, services, params, body, request } = context;
  return await context.transaction(async (tx) => {
    const review = decidable(user, await findReview(tx.sql, params.id));
    const voter = { reviewer_id: user.id, request_id: request.res && requestId(request.res) };
    const decided = await decide(tx, review, body, { voter, now: services.clock.now() });
    return await reviewReply(services, decided, tx.sql);
  });
});

export const createReviewLink = operation('createReviewLink', async (context) => {
  return await context.transaction(async (tx) => {
    const review = decidable(context.user, await findReview(tx.sql, context.params.id));
    const link = await issueLink(tx, context, review);
    return reply(201, link, { 'cache-control': 'no-store' });
  });
});
