import type { Problem } from '../openapi/generated/types';
import { problemCatalogue, type ErrorCode } from './problems';

export type { ErrorCode };

/** One finding inside a problem: where it is, what it is. */
export interface ErrorDetail {
  pointer?: string;
  parameter?: string;
  code: string;
  detail: string;
}

/** What a problem of one kind says beside what all say (RFC 9457 section 3.2). */
export type ProblemExtension = Pick<Problem, 'mfa_token' | 'resets_at'>;

/** The one error that the product answers with; everything else is a defect and becomes `internal`. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly errors: ErrorDetail[];
  /** In how many seconds to try again, where that is known. */
  readonly retryAfter: number | undefined;
  extension: ProblemExtension = {};

  constructor(code: ErrorCode, detail?: string, errors: ErrorDetail[] = [], retryAfter?: number) {
    super(detail ?? problemCatalogue[code].title.en);
    this.code = code;
    this.errors = errors;
    this.retryAfter = retryAfter;
  }

  /** The same error, saying this too. */
  with(extension: ProblemExtension): this {
    this.extension = extension;
    return this;
  }

  /** The HTTP status of its code. */
  get status(): number {
    return problemCatalogue[this.code].status;
  }
}

/** An error to throw: `throw fail('not_found')`. */
export function fail(code: ErrorCode, detail?: string, errors: ErrorDetail[] = []): AppError {
  return new AppError(code, detail, errors);
}
