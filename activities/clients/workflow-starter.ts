// Passes one command of the outbox on to Temporal. Every command may be passed on twice.
import {
  type Client,
  WorkflowExecutionAlreadyStartedError,
  type WorkflowStartOptions,
} from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import type { WorkflowCommand } from '../../models/operations/workflow-command';
import { coreQueue, pokeSignal } from '../../workflows/operations/contract';
import { publishingQueue } from '../../workflows/studio/contract';

/** The search attributes of every workflow. Keywords, ids and kinds only. */
export const searchAttributes = {
  ownerId: defineSearchAttributeKey('ownerId', SearchAttributeType.KEYWORD),
  subjectId: defineSearchAttributeKey('subjectId', SearchAttributeType.KEYWORD),
} as const;

/**
 * How workflows are started that are not like the others. Lower numbers go first: somebody waits for a single image or a
 * code, a post has its time, and nobody holds their breath for housekeeping. A queue of their own keeps posts from waiting
 * behind other workflows (docs/adr/0011-posts-of-one-instant-go-together.md).
 */
const ways: Record<string, { priorityKey?: number; taskQueue?: string }> = {
  classifyImage: { priorityKey: 1 },
  publishPost: { priorityKey: 1, taskQueue: publishingQueue },
  sendMail: { priorityKey: 2 },
  processBatch: { priorityKey: 3 },
  deliverWebhook: { priorityKey: 3 },
};

/** Starts or pokes the command's workflow; one that runs already, or that ran and closed, is success. */
export async function passOn(client: Client, command: WorkflowCommand): Promise<void> {
  const options = startOptions(command);
  try {
    if (command.poke) {
      await client.workflow.signalWithStart(command.workflow_type, {
        ...options,
        signal: pokeSignal,
        signalArgs: [],
      });
    } else {
      await client.workflow.start(command.workflow_type, {
        ...options,
        workflowIdConflictPolicy: 'USE_EXISTING',
      });
    }
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

function startOptions(command: WorkflowCommand): WorkflowStartOptions {
  const { priorityKey = 4, taskQueue = coreQueue } = ways[command.workflow_type] ?? {};
  return {
    workflowId: command.workflow_id,
    taskQueue,
    args: [command.input],
    workflowIdReusePolicy: command.restart ? 'ALLOW_DUPLICATE' : 'REJECT_DUPLICATE',
    staticSummary: command.summary,
    priority: { priorityKey, fairnessKey: command.owner_id },
    typedSearchAttributes: [
      { key: searchAttributes.ownerId, value: command.owner_id },
      { key: searchAttributes.subjectId, value: command.subject_id },
    ],
  };
}
