// Temporal keeps every failure in its history, so what goes there is a code and an id; the detail goes to the log.
import { CompleteAsyncError, type Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type {
  ActivityExecuteInput,
  ActivityInboundCallsInterceptor,
  ActivityInterceptorsFactory,
  Next,
} from '@temporalio/worker';
import { NotFoundError } from 'objection';
import { AppError } from '../foundation/errors';
import { newId } from '../foundation/ids';
import type { Logger } from '../foundation/logging';

/** Replaces the errors of all activities by their code and an id that the log explains. */
export function hideErrorDetails(logger: Logger): ActivityInterceptorsFactory {
  return (context) => ({ inbound: new ErrorHider(logger, context) });
}

class ErrorHider implements ActivityInboundCallsInterceptor {
  constructor(
    private readonly logger: Logger,
    private readonly context: Context,
  ) {}

  async execute(
    input: ActivityExecuteInput,
    next: Next<ActivityInboundCallsInterceptor, 'execute'>,
  ): Promise<unknown> {
    try {
      return await next(input);
    } catch (error) {
      throw this.hide(error);
    }
  }

  private hide(error: unknown): unknown {
    if (error instanceof CancelledFailure || error instanceof CompleteAsyncError) return error;
    // What a cancelled activity was waiting for gives up by an AbortError; the SDK takes it for the cancellation it is.
    if (this.context.cancellationSignal.aborted && isAbortError(error)) return error;
    const id = newId();
    const code = codeOf(error);
    const activity = this.context.info.activityType;
    this.logger.error({ err: error, error_id: id, activity }, 'activity failed');
    const failure = ApplicationFailure.create({
      type: code,
      message: `${code} (${id})`,
      nonRetryable: isFinal(error),
    });
    // Paths of this machine are nobody's business in a history.
    failure.stack = '';
    return failure;
  }
}

function isAbortError(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

function codeOf(error: unknown): string {
  if (error instanceof AppError) return error.code;
  return error instanceof NotFoundError ? 'not_found' : 'internal';
}

/** A refusal stays a refusal; an outage passes. */
function isFinal(error: unknown): boolean {
  return error instanceof NotFoundError || (error instanceof AppError && error.status < 500);
}
