// Counts per day, week or month: which are asked for, and how they are told.
import { ownerScope } from '../models/identity/can';
import type { SignedInUser } from '../models/identity/signed-in-user';
import { rangeOf } from './instant';
import type { Services } from './services';

type Period = 'day' | 'week' | 'month';

/** Whose rows are counted, from when to when, in buckets of which length. */
export interface ReportRequest {
  owner_id: string;
  period: Period;
  from: Date;
  to: Date;
}

const thirtyDays = 30 * 24 * 3_600_000;

/** What a request wants counted: its user's own, of thirty days, unless it says otherwise. */
export function reportRequest({
  user,
  services,
  query,
}: {
  user: SignedInUser;
  services: Services;
  query: { owner_id?: string; period: Period; from?: string; to?: string };
}): ReportRequest {
  const range = rangeOf(query, services.clock.now(), thirtyDays);
  return { owner_id: ownerScope(user, query.owner_id), period: query.period, ...range };
}

/** The instants of a report as texts. */
export function reportView<Row extends { start: Date }>(
  { period, from, to }: ReportRequest,
  rows: Row[],
): {
  period: Period;
  from: string;
  to: string;
  periods: (Omit<Row, 'start'> & { start: string })[];
} {
  const periods = rows.map(({ start, ...counts }) => ({ ...counts, start: start.toISOString() }));
  return { period, from: from.toISOString(), to: to.toISOString(), periods };
}
