import type { Knex } from 'knex';
import { commitSignals } from '../../foundation/commit-signals';
import { newId } from '../../foundation/ids';
import type { Transaction } from '../../foundation/transaction';

/** Primitive 4: a wish to start or poke a workflow, written by the transaction that needs it. */
export interface WorkflowCommand {
  id: string;
  owner_id: string;
  workflow_id: string;
  workflow_type: string;
  /** Ids only. */
  input: Record<string, unknown>;
  subject_id: string;
  /** One line of plain words for the Temporal Web UI, without personal data. */
  summary: string;
  /** Also signal it, if it runs already. */
  poke: boolean;
  /** Start it even if a closed one has the same id: its row says that work is left. */
  restart: boolean;
  attempts: number;
}

export type NewWorkflowCommand = Omit<WorkflowCommand, 'id' | 'attempts' | 'poke' | 'restart'> & {
  poke?: boolean;
  restart?: boolean;
  /** When it is to be passed on; at once without. */
  due_at?: Date;
};

/** A command for a workflow that takes this input. */
export type CommandFor<Input> = NewWorkflowCommand & { input: Input & Record<string, unknown> };

/** Asks for a workflow; the relay passes it on as soon as the transaction is committed, unless it is for later. */
export async function requestWorkflow(tx: Transaction, command: NewWorkflowCommand): Promise<void> {
  await requestWorkflows(tx, [command]);
}

/** Asks for several workflows by one statement. */
export async function requestWorkflows(
  tx: Transaction,
  commands: NewWorkflowCommand[],
): Promise<void> {
  if (commands.length === 0) return;
  const rows = commands.map((command) => ({ id: newId(), ...command }));
  await tx
    .sql('workflow_commands')
    .insert(rows.map((row) => (row.due_at ? { ...row, next_attempt_at: row.due_at } : row)));
  const ids = rows.filter(({ due_at }) => !due_at).map(({ id }) => id);
  if (ids.length > 0) tx.afterCommit(() => void commitSignals.emit('commands', ids));
}

/**
 * Takes commands that are due, for 30 seconds: a relay that dies meanwhile loses nothing, the next one takes them again.
 * Every command is safe to repeat.
 */
export async function takeCommands(
  database: Knex,
  { ids, limit }: { ids?: string[]; limit: number },
): Promise<WorkflowCommand[]> {
  const { rows } = await database.raw<{ rows: WorkflowCommand[] }>(
    `update workflow_commands set next_attempt_at = now() + interval '30 seconds',
       attempts = attempts + 1
     where id in (
       select id from workflow_commands
       where next_attempt_at <= now() and (?::uuid[] is null or id = any(?::uuid[]))
       order by next_attempt_at limit ? for update skip locked
     ) returning id, owner_id, workflow_id, workflow_type, input, subject_id, summary, poke,
       restart, attempts`,
    [ids ?? null, ids ?? null, limit],
  );
  return rows.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Forgets a command that Temporal has accepted. */
export async function settleCommand(database: Knex, id: string): Promise<void> {
  await database('workflow_commands').where({ id }).delete();
}

/** Puts a command back that could not be passed on; the sweep tries again with growing pauses of at most 30 s. */
export async function postponeCommand(
  database: Knex,
  command: WorkflowCommand,
  error: string,
): Promise<void> {
  const seconds = Math.min(30, 2 ** Math.min(command.attempts, 5));
  await database('workflow_commands')
    .where({ id: command.id })
    .update({
      last_error: error.slice(0, 500),
      next_attempt_at: database.raw("now() + ? * interval '1 second'", [seconds]),
    });
}
