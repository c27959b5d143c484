import type { RequestHandler } from 'express';
import type { Logger } from '../foundation/logging';
import { requestId } from './request-id';

// What follows is a permission.
const secretPart = /(?<=\/review-links\/)[^/]+/;

/** One line per answer. No query, headers, bodies or tokens: they may carry secrets and personal data. */
export function logRequests(logger: Logger): RequestHandler {
  return (request, response, next) => {
    const started = process.hrtime.bigint();
    const { method } = request;
    const path = request.path.replace(secretPart, '{token}');
    response.once('close', () => {
      const line = {
        request_id: requestId(response),
        method,
        path,
        status: response.writableFinished ? response.statusCode : 499,
        ms: Math.round(Number(process.hrtime.bigint() - started) / 1e4) / 100,
        user_id: response.locals['userId'] as string | undefined,
        api_key_id: response.locals['apiKeyId'] as string | undefined,
        code: response.locals['problemCode'] as string | undefined,
      };
      logger[response.statusCode >= 500 ? 'error' : 'info'](line, 'request');
    });
    next();
  };
}
