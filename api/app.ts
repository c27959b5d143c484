// The app: the order of everything that a request passes, on one screen.
import cors from 'cors';
import express, { type Express } from 'express';
import helmet from 'helmet';
import { createStorageRouter } from './storage/objects';
import { createThumbnailRouter } from './storage/thumbnails';
import { loadContract, type Contract } from './contract';
import { createDispatcher } from './dispatch';
import { createDocsRouter } from './docs';
import { createPreviewRouter } from './messaging/preview-page';
import { createReviewPageRouter } from './operations/review-page';
import { assertComplete, operations, type OperationTable } from './operations';
import { problemHandler } from './problem';
import { createReplyCheck, unchecked } from './reply-check';
import { logRequests } from './request-log';
import { nameRequest } from './request-id';
import { createAuthentication } from './security';
import type { Services } from './services';
import { createCallbackRouter } from './studio/callback-page';
import { createValidation, type RequestValidation } from './validation';
import { fail } from '../foundation/errors';

const exposedHeaders = [
  'Content-Disposition',
  'ETag',
  'Location',
  'Idempotency-Replayed',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'X-Request-Id',
];

/** An app and the check of its requests, which must be warmed before the app takes any. */
export interface Api {
  app: Express;
  validation: RequestValidation;
}

/** The app over a contract and its handlers; throws unless they fit each other. */
export function createApi(
  services: Services,
  contract: Contract = loadContract(),
  table: OperationTable = operations,
): Api {
  assertComplete(table, contract);
  const { config, logger, objectStore, clock } = services;
  const validation = createValidation(contract);
  const app = express();
  // Without proxies of ours in front, X-Forwarded-For is what anybody writes into it.
  app.set('trust proxy', config.api.trustedProxies);
  app.disable('x-powered-by').disable('etag').set('query parser', 'simple');
  app.use(nameRequest, logRequests(logger));
  app.use(helmet());
  const origin = config.api.corsOrigins;
  // The one cookie there is proves nothing but which browser began to connect an account (api/studio/connection-cookie.ts).
  const credentials = !origin.includes('*');
  app.use(cors({ origin, credentials, exposedHeaders, maxAge: 600 }));
  app.use(createDocsRouter(contract), createPreviewRouter());
  app.use(createReviewPageRouter(services), createCallbackRouter(services));
  app.use(createThumbnailRouter(services));
  if (config.storage.driver === 'local') app.use(createStorageRouter(config, objectStore, clock));
  app.use(
    '/api',
    createDispatcher({
      services,
      contract,
      operations: table,
      validation,
      authenticate: createAuthentication(services),
      checkReply: config.environment === 'test' ? createReplyCheck(contract) : unchecked,
    }),
  );
  app.use(() => {
    throw fail('not_found', 'There is nothing at this address.');
  });
  app.use(problemHandler(logger));
  return { app, validation };
}

/** The app, warmed: ready for requests. */
export async function createApp(services: Services, contract?: Contract): Promise<Express> {
  const { app, validation } = createApi(services, contract);
  await validation.warmUp(app);
  return app;
}
