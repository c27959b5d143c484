// The small page behind a review link, for people without an account: what is to be decided, and a form. It is HTML
// alone, so it works on any phone; it has no scripts, and looking at it decides nothing.
import { type NextFunction, type Request, type Response, Router, urlencoded } from 'express';
import { fail } from '../../foundation/errors';
import { problemCatalogue } from '../../foundation/problems';
import { transaction } from '../../foundation/transaction';
import type { LinkedDecision, ReviewSubject } from '../../openapi/generated/types';
import { sendSecretPage } from '../html-page';
import { languageOf, toAppError } from '../problem';
import { requestId } from '../request-id';
import type { Services } from '../services';
import { decideByLink, linkedReview, linkedView } from './linked-review';
import { decidedPage, openPage, problemPage } from './review-page.view';
import type { PageLanguage } from './review-page-words';

interface Page {
  html: string;
  /** The picture on it, which may lie on another host than the page. */
  subject?: ReviewSubject;
}

const longestNote = 2_000;

/** The page at `/review-links/{token}`, and its form. */
export function createReviewPageRouter(services: Services): Router {
  const show = paged(async ({ params }, language) => {
    const linked = await linkedReview(services.database, services, params.token);
    const view = await linkedView(services, linked);
    return { html: openPage(view, language), subject: view.subject };
  });

  const decide = paged(async (request, language) => {
    const said = saidIn(request.body as Record<string, unknown> | undefined);
    const request_id = request.res && requestId(request.res as Response);
    const given = { token: request.params.token, said, ...(request_id && { request_id }) };
    const view = await transaction(services.database, (tx) => decideByLink(tx, services, given));
    return { html: decidedPage(said.decision, view, language) };
  });

  const form = urlencoded({ extended: false, limit: '64kb', parameterLimit: 10 });
  const router = Router();
  router.get('/review-links/:token', show);
  router.post('/review-links/:token', form, decide);
  return router;
}

/** What the form says; browsers send the lines of a note with carriage returns. */
function saidIn(form: Record<string, unknown> = {}): LinkedDecision {
  const { decision, note } = form;
  if (decision !== 'approve' && decision !== 'reject') throw fail('validation_failed');
  const text = typeof note === 'string' ? note.replaceAll('\r\n', '\n').trim() : '';
  if (text.length > longestNote) throw fail('validation_failed');
  return { decision, ...(text !== '' && { note: text }) };
}

/** A route that answers with a page, whatever becomes of it. What nobody foresaw is left to those who log it. */
function paged(
  work: (request: Request<{ token: string }>, language: PageLanguage) => Promise<Page>,
) {
  return (request: Request<{ token: string }>, response: Response, next: NextFunction): void => {
    const language = languageAsked(request);
    work(request, language)
      .then((page) => send(response, language, page))
      .catch((thrown: unknown) => {
        const { code, status } = toAppError(thrown);
        if (status >= 500) return void next(thrown);
        response.locals['problemCode'] = code;
        const { title } = problemCatalogue[code];
        const html = problemPage({ code, title: title[language] }, language);
        send(response.status(status), language, { html });
      });
  };
}

function languageAsked(request: Request<{ token: string }>): PageLanguage {
  const { lang } = request.query;
  return lang === 'fr' || lang === 'en' ? lang : languageOf(request as Request);
}

function send(response: Response, language: PageLanguage, { html, subject }: Page): void {
  const picture = subject?.image_url ? ` ${new URL(subject.image_url).origin}` : '';
  const allowed = { 'img-src': `'self'${picture}`, 'form-action': "'self'" };
  sendSecretPage(response, { html, language }, allowed);
}
