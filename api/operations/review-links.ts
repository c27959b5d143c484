import { decideReview } from '../../models/operations/decide-review';
import { operation, reply } from '../operation';
import { requestId } from '../request-id';
import { linkedReview, linkedView } from './linked-review';

// What the bearer of a token sees stays with them.
const headers = { 'cache-control': 'no-store' };

export const getLinkedReview = operation('getLinkedReview', async ({ services, params }) => {
  const linked = await linkedReview(services.database, services, params.token);
  return reply(200, await linkedView(services, linked), headers);
});

export const decideLinkedReview = operation('decideLinkedReview', async (context) => {
  const { services, params, body, request } = context;
  return await context.transaction(async (tx) => {
    const linked = await linkedReview(tx.sql, services, params.token);
    const { reviewer_id, content_hash } = linked.ticket;
    const request_id = request.res && requestId(request.res);
    const by = { voter: { reviewer_id, by_link: true, request_id }, now: services.clock.now() };
    const review = await decideReview(tx, linked.review, { ...body, content_hash }, by);
    const view = await linkedView({ ...services, database: tx.sql }, { ...linked, review });
    return reply(200, view, headers);
  });
});
