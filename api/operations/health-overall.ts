import type { HealthCheck, HealthStatus } from '../../openapi/generated/types';

/**
 * What several checks say together. One alone speaks for itself. Of all parts only the database is needed to accept
 * work: while it answers, a load balancer should keep this server, whatever else is missing.
 */
export function overall(checks: Record<string, HealthCheck>): HealthStatus {
  const all = Object.values(checks);
  const [only] = all;
  if (only && all.length === 1) return only.status;
  if (checks['db']?.status === 'down') return 'down';
  return all.every(({ status }) => status === 'ok') ? 'ok' : 'degraded';
}
