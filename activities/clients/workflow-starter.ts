// Passes one command of the outbox on to Temporal. Every command may be passed on twice.
import {
  type Client,
  WorkflowExecutionAlreadyStartedError,
  type WorkflowStartOptions,
} from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import type { WorkflowCommand } from '../../models/operations/workflow-command';
import { coreQueue, pokeSignal } from '../../workflows/operations/contract';

/** The search attributes of every workflow. Keywords, ids and kinds only. */
export const searchAttributes = {
  ownerId: defineSearchAttributeKey('ownerId', SearchAttributeType.KEYWORD),
  subjectId: defineSearchAttributeKey('subjectId', SearchAttributeType.KEYWORD),
} as const;

/** Lower numbers go first: somebody waits for a single image or a code, a post has its time, and nobody holds their breath for housekeeping. */
const priorities: Record<string, number> = {
  classifyImage: 1,
  publishPost: 1,
  sendMail: 2,
  processBatch: 3,
  deliverWebhook: 3,
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
  return {
    workflowId: command.workflow_id,
    taskQueue: coreQueue,
    args: [command.input],
    workflowIdReusePolicy: command.restart ? 'ALLOW_DUPLICATE' : 'REJECT_DUPLICATE',
    staticSummary: command.summary,
    priority: {
      priorityKey: priorities[command.workflow_type] ?? 4,
      fairnessKey: command.owner_id,
    },
    typedSearchAttributes: [
      { key: searchAttributes.ownerId, value: command.owner_id },
      { key: searchAttributes.subjectId, value: command.subject_id },
    ],
  };
}
