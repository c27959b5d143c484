// Builds a copy of an account, and deletes it again when its time is over.
import { proxyActivities, setCurrentDetails, sleep } from '@temporalio/workflow';
import { coreQueue } from '../operations/contract';
import { idempotentWrite, longRunning } from '../policies';
import type { ExportAccountInput, ExportActivities } from './contract';

const { buildExport } = proxyActivities<ExportActivities>({
  ...longRunning,
  // Many pictures are many gigabytes; a worker that died is noticed by its heartbeat.
  startToCloseTimeout: '12h',
  taskQueue: coreQueue,
});
const { expireExport } = proxyActivities<ExportActivities>({
  ...idempotentWrite,
  taskQueue: coreQueue,
});

/** Lives as long as the archive, a week. */
export async function exportAccount(input: ExportAccountInput): Promise<void> {
  const { export_id } = input;
  const expires = await buildExport({ export_id, now: new Date().toISOString() });
  if (expires === null) return;
  setCurrentDetails(`ready until ${expires}`);
  await sleep(Math.max(1, Date.parse(expires) - Date.now()));
  await expireExport({ export_id });
}
