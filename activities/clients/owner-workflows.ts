// The workflows of one owner, whatever their type: the search attribute of each says whose it is.
import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';

/** Whose workflows, but for the one that asks. */
export interface WorkflowsOf {
  owner_id: string;
  except: string;
}

export interface OwnerWorkflows {
  /** Terminates those that run; returns how many. */
  terminate(which: WorkflowsOf, reason: string): Promise<number>;
  /** Deletes those that have ended, with their histories; returns how many. */
  forget(which: WorkflowsOf): Promise<number>;
}

/** Workflows of a Temporal namespace. */
export function createOwnerWorkflows(temporal: Client): OwnerWorkflows {
  const { workflow, workflowService, options } = temporal;
  const list = ({ owner_id, except }: WorkflowsOf, running: boolean) =>
    workflow.list({
      query: `ownerId = "${owner_id}" and WorkflowId != "${except}"
        and ExecutionStatus ${running ? '=' : '!='} "Running"`,
    });
  return {
    terminate: async (which, reason) => {
      let count = 0;
      for await (const { workflowId, runId } of list(which, true)) {
        const ended = workflow.getHandle(workflowId, runId).terminate(reason);
        await ended.catch(unlessGone);
        count += 1;
      }
      return count;
    },
    forget: async (which) => {
      let count = 0;
      for await (const { workflowId, runId } of list(which, false)) {
        const { namespace } = options;
        const deleted = workflowService.deleteWorkflowExecution({
          ...{ namespace, workflowExecution: { workflowId, runId } },
        });
        await deleted.catch(unlessGone);
        count += 1;
      }
      return count;
    },
  };
}

/** The list lags behind what it lists. */
function unlessGone(error: unknown): void {
  const { code } = error as { code?: number };
  if (error instanceof WorkflowNotFoundError || code === notFound) return;
  throw error;
}

/** gRPC's NOT_FOUND. */
const notFound = 5;
