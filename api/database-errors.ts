// What an error of the database means to a client.

// objection wraps what the driver threw.
function codeOf(error: unknown): string {
  const { nativeError, code } = error as { nativeError?: unknown; code?: unknown };
  if (nativeError) return codeOf(nativeError);
  return typeof code === 'string' ? code : '';
}

// Connection refused, reset or ended; the server is starting, stopping, or has no connection left (SQLSTATE 08, 53, 57P).
const connectionLost = /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|08...$|53...$|57P0\d$)/;

/** Whether the database does not answer now; the same request may succeed in a moment. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'KnexTimeoutError') return true;
  return connectionLost.test(codeOf(error)) || /^Connection terminated/.test(error.message);
}

/** PostgreSQL stores every character but U+0000, and no half of one in JSON; JSON and URLs can carry both. */
export function isUnstorableText(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { nativeError = error } = error as { nativeError?: { detail?: unknown } };
  const { detail } = nativeError as { detail?: unknown };
  const isHalf = codeOf(error) === '22P02' && /surrogate/.test(String(detail));
  return isHalf || ['22021', '22P05'].includes(codeOf(error));
}
