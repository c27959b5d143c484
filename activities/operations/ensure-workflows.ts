// Reconciles rows and workflows both ways: each unfinished row has its workflow, each open workflow its unfinished row.
// With the Temporal server's data gone, this is what makes everything resume.
import type { Client, WorkflowExecutionStatusName } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import type { Knex } from 'knex';
import { transaction } from '../../foundation/transaction';
import {
  lacksWork,
  unfinishedWork,
  type UnfinishedWork,
} from '../../models/operations/unfinished-work';
import { requestWorkflow } from '../../models/operations/workflow-command';

const atOnce = 20;
const endedByTheirRows = [
  ...['processBatch', 'classifyImage', 'watchReview', 'checkModel', 'shadowRun'],
  ...['sendMail', 'deliverWebhook', 'exportAccount', 'deleteAccount', 'refreshToken'],
  ...['publishPost', 'measurePost'],
];

/** Restores what is missing and ends what is left over; returns how many workflows it asked for or ended. */
export async function ensureWorkflows(dependencies: {
  database: Knex;
  temporal: Client;
  onProgress?: () => void;
}): Promise<number> {
  return (await restoreMissing(dependencies)) + (await endLeftovers(dependencies));
}

async function restoreMissing({
  database,
  temporal,
  onProgress,
}: Parameters<typeof ensureWorkflows>[0]): Promise<number> {
  const rows = await unfinishedWork(database);
  let restored = 0;
  for (let start = 0; start < rows.length; start += atOnce) {
    const slice = rows.slice(start, start + atOnce);
    const states = await Promise.all(slice.map((row) => statusOf(temporal, row)));
    const missing = slice.filter((_, index) => states[index] !== 'RUNNING');
    await transaction(database, async (tx) => {
      for (const row of missing) await requestWorkflow(tx, { ...row, restart: true });
    });
    restored += missing.length;
    onProgress?.();
  }
  return restored;
}

async function statusOf(
  temporal: Client,
  row: UnfinishedWork,
): Promise<WorkflowExecutionStatusName | undefined> {
  try {
    return (await temporal.workflow.getHandle(row.workflow_id).describe()).status.name;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

/** Those of the last minute are left alone: they may be about to close by themselves. */
async function endLeftovers({
  database,
  temporal,
  onProgress,
}: Parameters<typeof ensureWorkflows>[0]): Promise<number> {
  const before = new Date(Date.now() - 60_000).toISOString();
  const types = endedByTheirRows.map((type) => `"${type}"`).join(', ');
  const query = `ExecutionStatus = "Running" and WorkflowType in (${types})
    and StartTime < "${before}"`;
  let ended = 0;
  for await (const { workflowId } of temporal.workflow.list({ query })) {
    if (!(await lacksWork(database, workflowId))) continue;
    await temporal.workflow.getHandle(workflowId).terminate('its row is finished or gone');
    ended += 1;
    onProgress?.();
  }
  return ended;
}
