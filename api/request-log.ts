import type { RequestHandler } from 'express';
import type { Logger } from '../foundation/logging';
import { requestId } from './request-id';

/** One line per answer. No query, headers or bodies: they may carry secrets and personal data. */
export function logRequests(logger: Logger): RequestHandler {
  return (request, response, next) => {
    const started = process.hrtime.bigint();
    const { method, path } = request;
    response.once('close', () => {
      const line = {
        request_id: requestId(response),
        method,
        path,
        status: response.writableFinished ? response.statusCode : 499,
        ms: Math.round(Number(process.hrtime.bigint() - started) / 1e4) / 100,
        user_id: response.locals['userId'] as string | undefined,
        code: response.locals['problemCode'] as string | undefined,
      };
      logger[response.statusCode >= 500 ? 'error' : 'info'](line, 'request');
    });
    next();
  };
}
