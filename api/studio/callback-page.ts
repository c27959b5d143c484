// Where platforms send people back to: a small page that says whether their account is connected. Whoever comes has no
// token of ours; the state proves whose connection it is, once, and a cookie that it was begun in this browser.
import { type NextFunction, type Request, type Response, Router } from 'express';
import { AppError } from '../../foundation/errors';
import { sendSecretPage } from '../html-page';
import { languageOf } from '../problem';
import type { Services } from '../services';
import { type Outcome, callbackPage } from './callback-page.view';
import { callbackUrl, finishConnection } from './connect-account';
import { connectionNonce } from './connection-cookie';

/** The page at `/api/scheduler/accounts/{platform}/callback`. */
export function createCallbackRouter(services: Services): Router {
  const answer = (
    request: Request<{ platform: string }>,
    response: Response,
    next: NextFunction,
  ): void => {
    const language = languageOf(request as Request);
    outcomeOf(services, request)
      .then(({ status, ...outcome }) => {
        if (outcome.code !== undefined) response.locals['problemCode'] = outcome.code;
        const html = callbackPage(outcome, language, services.config.appUrl);
        // Code and state are in the address of this page.
        sendSecretPage(response.status(status), { html, language });
      })
      .catch(next);
  };
  const router = Router();
  router.get('/api/scheduler/accounts/:platform/callback', answer);
  return router;
}

async function outcomeOf(
  services: Services,
  { params, query, headers }: Request<{ platform: string }>,
): Promise<Outcome & { status: number }> {
  const [state, code, error] = [text(query['state']), text(query['code']), text(query['error'])];
  if (state === undefined) return { kind: 'invalid', status: 400 };
  const url = callbackUrl(services.config, params.platform);
  const nonce = connectionNonce(headers.cookie, url, state);
  if (nonce === undefined) return { kind: 'elsewhere', status: 410 };
  try {
    const given = {
      ...{ state, nonce },
      ...(code !== undefined && { code }),
      ...(error !== undefined && { error }),
    };
    const accounts = await finishConnection(services, params.platform, given);
    if (!accounts) return { kind: 'invalid', status: 410 };
    const platform = services.platforms.get(params.platform)?.title ?? params.platform;
    const names = accounts.map(({ username }) => username);
    return { kind: 'connected', status: 200, names, platform };
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    const [finding] = thrown.errors;
    const kind = finding?.code === 'access_denied' ? 'denied' : 'failed';
    return { kind, status: thrown.status, code: thrown.code, detail: finding?.detail };
  }
}

/** One value of the address; of several, or of none, nothing. */
function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= 4_000 ? value : undefined;
}
