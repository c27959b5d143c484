// Primitive 4, the other half: carries committed commands to Temporal. Every process with a database runs one: at once
// after a commit of its own, and in a sweep for what others left behind.
import type { Client } from '@temporalio/client';
import type { Knex } from 'knex';
import { commitSignals } from '../../foundation/commit-signals';
import { within } from '../../foundation/deadline';
import type { Logger } from '../../foundation/logging';
import {
  postponeCommand,
  settleCommand,
  takeCommands,
  type WorkflowCommand,
} from '../../models/operations/workflow-command';
import { passOn } from './workflow-starter';

const sweepEveryMs = 5_000;
const atOnce = 50;

export interface WorkflowRelay {
  /** Passes on what is due now; the ids only, if given. */
  relay(ids?: string[]): Promise<void>;
  /** Stops listening and sweeping, and waits for what is under way. */
  close(): Promise<void>;
}

export interface RelayDependencies {
  database: Knex;
  temporal: Client;
  logger: Logger;
  /** Called in each sweep, before commands are passed on. */
  beforeSweep?: () => Promise<void>;
}

/** Starts the relay of this process. */
export function startWorkflowRelay(dependencies: RelayDependencies): WorkflowRelay {
  const { database, logger } = dependencies;
  const underWay = new Set<Promise<void>>();

  const relay = async (ids?: string[]): Promise<void> => {
    for (let full = true; full;) {
      const commands = await takeCommands(database, { ...(ids && { ids }), limit: atOnce });
      await Promise.all(commands.map((command) => deliver(dependencies, command)));
      full = commands.length === atOnce;
    }
  };
  const run = (task: () => Promise<void>): void => {
    const running = task()
      .catch((error: unknown) => logger.warn({ err: error }, 'relay will try again'))
      .finally(() => underWay.delete(running));
    underWay.add(running);
  };
  const sweep = async (): Promise<void> => {
    await dependencies.beforeSweep?.();
    await relay();
  };

  const listener = (ids: string[]): void => run(() => relay(ids));
  commitSignals.on('commands', listener);
  run(sweep);
  const timer = setInterval(() => {
    if (underWay.size === 0) run(sweep);
  }, sweepEveryMs);
  return {
    relay,
    close: async () => {
      clearInterval(timer);
      commitSignals.off('commands', listener);
      await Promise.all(underWay);
    },
  };
}

async function deliver(
  { database, temporal, logger }: RelayDependencies,
  command: WorkflowCommand,
): Promise<void> {
  try {
    // Not by the client's own deadlines: they keep a context per promise, which slows the whole process.
    await within(10_000, passOn(temporal, command));
    await settleCommand(database, command.id);
  } catch (error) {
    logger.warn({ err: error, workflow_id: command.workflow_id }, 'command not passed on yet');
    await postponeCommand(database, command, error instanceof Error ? error.message : 'unknown');
  }
}
