import { operation, reply } from '../operation';
import { requestId } from '../request-id';
import { decideByLink, linkedReview, linkedView } from './linked-review';

// What the bearer of a token sees stays with them.
const headers = { 'cache-control': 'no-store' };

export const getLinkedReview = operation('getLinkedReview', async ({ services, params }) => {
  const linked = await linkedReview(services.database, services, params.token);
  return reply(200, await linkedView(services, linked), headers);
});

export const decideLinkedReview = operation('decideLinkedReview', async (context) => {
  const { services, params, body, request } = context;
  const request_id = request.res && requestId(request.res);
  const given = { token: params.token, said: body, ...(request_id && { request_id }) };
  return await context.transaction(async (tx) =>
    reply(200, await decideByLink(tx, services, given), headers),
  );
});
