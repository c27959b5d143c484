import type { HealthReport } from '../../openapi/generated/types';
import { operation, reply, type Reply } from '../operation';
import type { Services } from '../services';
import { type Check, checkDatabase, checkStorage } from './health-checks';
import { checkQueue, checkWorkers } from './health-queue-checks';
import { overall } from './health-overall';

const checks: Record<string, Check> = {
  db: checkDatabase,
  redis: checkQueue,
  storage: checkStorage,
  worker: checkWorkers,
};

export const getHealth = operation('getHealth', ({ services }) =>
  report(services, Object.keys(checks)),
);

export const getDatabaseHealth = operation('getDatabaseHealth', ({ services }) =>
  report(services, ['db']),
);

export const getQueueHealth = operation('getQueueHealth', ({ services }) =>
  report(services, ['redis']),
);

export const getStorageHealth = operation('getStorageHealth', ({ services }) =>
  report(services, ['storage']),
);

export const getWorkerHealth = operation('getWorkerHealth', ({ services }) =>
  report(services, ['worker']),
);

/** Looks at the parts side by side. Each has its own deadline, so the slowest decides how long it takes. */
async function report(
  services: Services,
  names: string[],
): Promise<Reply<200, HealthReport> | Reply<503, HealthReport>> {
  const results = await Promise.all(
    names.map(async (name) => [name, await checks[name]?.(services)] as const),
  );
  const found = Object.fromEntries(results.flatMap(([name, one]) => (one ? [[name, one]] : [])));
  const status = overall(found);
  const checked_at = services.clock.now().toISOString();
  const body: HealthReport = { status, checks: found, checked_at };
  const headers = { 'cache-control': 'no-store' };
  return status === 'down' ? reply(503, body, headers) : reply(200, body, headers);
}
