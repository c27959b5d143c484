import { fail } from '../foundation/errors';

const first = new Date('0001-01-01T00:00:00Z');

/**
 * An instant of a query parameter. The contract allows some texts, such as leap seconds, that are no instant to us; the
 * year 0 is taken for the first of the database.
 */
export function instant(parameter: string, text: string): Date {
  const date = new Date(text);
  if (!Number.isNaN(date.getTime())) return date < first ? first : date;
  const detail = 'must be an instant such as 2026-09-14T08:30:00Z';
  throw fail('validation_failed', undefined, [{ parameter, code: 'format', detail }]);
}

/** The limits of a list's `created_after` and `created_before`, those that were given. */
export function creationRange(query: { created_after?: string; created_before?: string }): {
  created_after?: Date;
  created_before?: Date;
} {
  const { created_after: after, created_before: before } = query;
  return {
    ...(after !== undefined && { created_after: instant('created_after', after) }),
    ...(before !== undefined && { created_before: instant('created_before', before) }),
  };
}

/** The period of a report: until now unless it says otherwise, and so long before that unless it says from when. */
export function rangeOf(
  query: { from?: string; to?: string },
  now: Date,
  usualMs: number,
): { from: Date; to: Date } {
  const to = query.to === undefined ? now : instant('to', query.to);
  const from =
    query.from === undefined
      ? new Date(Math.max(first.getTime(), to.getTime() - usualMs))
      : instant('from', query.from);
  if (from <= to) return { from, to };
  const detail = 'must not be later than to';
  throw fail('validation_failed', undefined, [{ parameter: 'from', code: 'range', detail }]);
}
