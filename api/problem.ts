// The only way from an error to an answer: RFC 9457, one code of the contract, one id that is sent and logged.
import type { ErrorRequestHandler, Request, Response } from 'express';
import { error as validatorError } from 'express-openapi-validator';
import { AppError, fail, type ErrorDetail } from '../foundation/errors';
import type { Language } from '../foundation/language';
import type { Logger } from '../foundation/logging';
import { problemCatalogue } from '../foundation/problems';
import type { ErrorCode, Problem } from '../openapi/generated/types';
import { MethodNotAllowed, type ContractOperation } from './contract';
import { isUnavailable, isUnstorableText } from './database-errors';
import { requestId } from './request-id';

const atMostDetails = 50;

/** Turns whatever was thrown into an AppError; what nobody foresaw becomes `internal` and says nothing. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof MethodNotAllowed) return fail('method_not_allowed', error.message);
  if (isUnavailable(error)) return fail('unavailable');
  if (isUnstorableText(error))
    return fail('validation_failed', 'A text has a character of code 0, or half of one.');
  return fromValidator(error) ?? fromBodyParser(error) ?? fail('internal');
}

interface ValidatorFinding {
  path: string;
  message: string;
  errorCode?: string;
}

function fromValidator(error: unknown): AppError | undefined {
  if (error instanceof validatorError.UnsupportedMediaType) return fail('unsupported_media_type');
  if (!(error instanceof validatorError.BadRequest)) return undefined;
  const findings = (error.errors ?? []) as ValidatorFinding[];
  const code = error.message.startsWith('Unknown query parameter')
    ? 'unknown_parameter'
    : 'validation_failed';
  return fail(
    code,
    undefined,
    findings.slice(0, atMostDetails).map((one) => detailOf(one, code)),
  );
}

function detailOf({ path, message, errorCode }: ValidatorFinding, code: ErrorCode): ErrorDetail {
  const rule = errorCode?.replace('.openapi.validation', '') ?? code;
  const [, place, rest] = /^\/([a-z]+)(\/.*)?$/.exec(path) ?? [];
  const where = place === 'body' ? { pointer: rest ?? '' } : { parameter: (rest ?? path).slice(1) };
  return { ...where, code: rule, detail: message };
}

/** Errors of the JSON parser carry a `type`; a path that is no UTF-8 is refused by Express with status 400. */
function fromBodyParser(error: unknown): AppError | undefined {
  const { type, status } = error as { type?: string; status?: number };
  if (type === 'entity.parse.failed') return fail('malformed_json');
  if (type === 'entity.too.large') return fail('payload_too_large');
  if (status === 415) return fail('unsupported_media_type');
  return status === 400 ? fail('validation_failed') : undefined;
}

/** The body of the answer to an error. */
export function problemOf(error: AppError, id: string, language: Language): Problem {
  const { status, title } = problemCatalogue[error.code];
  return {
    type: `urn:relais:problem:${error.code}`,
    title: title[language],
    status,
    code: error.code,
    ...(error.message !== title.en && { detail: error.message }),
    id,
    instance: `urn:uuid:${id}`,
    ...error.extension,
    ...(error.errors.length > 0 && { errors: error.errors }),
  };
}

function headersOf(error: AppError, cause: unknown, response: Response): Record<string, string> {
  if (cause instanceof MethodNotAllowed) return { allow: cause.allowed.join(', ') };
  if (error.retryAfter !== undefined) return { 'retry-after': String(error.retryAfter) };
  if (error.status === 503) return { 'retry-after': '2' };
  if (error.code === 'insufficient_scope') return scopeChallenge(response);
  if (error.status !== 401) return {};
  const invalid = error.code === 'token_expired' || error.code === 'session_revoked';
  return { 'www-authenticate': invalid ? 'Bearer error="invalid_token"' : 'Bearer' };
}

/** Which scope an API key would need (RFC 6750 section 3.1). */
function scopeChallenge({ locals }: Response): Record<string, string> {
  const { keyScope } = locals['operation'] as Pick<ContractOperation, 'keyScope'>;
  return { 'www-authenticate': `Bearer error="insufficient_scope", scope="${keyScope}"` };
}

/** The language of titles that the request asks for. */
export function languageOf(request: Request): Language {
  return request.acceptsLanguages('en', 'fr') === 'fr' ? 'fr' : 'en';
}

/** Half an answer was sent and nobody takes the rest: the request's log line says it. */
function clientLeft(cause: unknown, response: Response): boolean {
  const { code } = (cause ?? {}) as NodeJS.ErrnoException;
  return response.headersSent && code === 'ERR_STREAM_PREMATURE_CLOSE';
}

/** Answers every error of the app. */
export function problemHandler(logger: Logger): ErrorRequestHandler {
  return (cause: unknown, request: Request, response: Response, _next): void => {
    if (clientLeft(cause, response)) return;
    const error = toAppError(cause);
    const id = requestId(response);
    if (error.code === 'internal') logger.error({ err: cause, request_id: id }, 'internal error');
    if (error.code === 'unavailable') logger.warn({ err: cause, request_id: id }, 'unavailable');
    response.locals['problemCode'] = error.code;
    if (response.headersSent) return void response.destroy();
    const language = languageOf(request);
    response
      .status(error.status)
      .set(headersOf(error, cause, response))
      .set('content-language', language)
      .vary('accept-language')
      .type('application/problem+json')
      .send(JSON.stringify(problemOf(error, id, language)));
  };
}
