import type { RequestHandler, Response } from 'express';
import { newId } from '../foundation/ids';

/** Names the request; the name is in the log, in `X-Request-Id`, and is the id of its problem. */
export const nameRequest: RequestHandler = (_request, response, next) => {
  const id = newId();
  response.locals['requestId'] = id;
  response.set('x-request-id', id);
  next();
};

/** The name of the request that is being answered. */
export function requestId(response: Response): string {
  return response.locals['requestId'] as string;
}
