import type { Knex } from 'knex';

type Hook = () => Promise<void> | void;

/** A database transaction with hooks: what must be its last statement, and what may only happen once it is committed. */
export interface Transaction {
  readonly sql: Knex.Transaction;
  /** Runs inside the transaction after its body, in order of registration. */
  beforeCommit(hook: () => Promise<void>): void;
  /** Runs once the commit is durable. Its failure is reported to `onHookError`, never to the caller. */
  afterCommit(hook: Hook): void;
}

/** Told of errors in hooks after a commit; the process's logger is set here at its start. */
export const hookErrors = { report: (_error: unknown): void => undefined };

/** Runs `body` in one transaction: rolled back when it throws, committed with its hooks otherwise. */
export async function transaction<T>(
  database: Knex,
  body: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const last: (() => Promise<void>)[] = [];
  const after: Hook[] = [];
  const result = await database.transaction(async (sql) => {
    const value = await body({
      sql,
      beforeCommit: (hook) => void last.push(hook),
      afterCommit: (hook) => void after.push(hook),
    });
    for (const hook of last) await hook();
    return value;
  });
  for (const hook of after) void runQuietly(hook);
  return result;
}

async function runQuietly(hook: Hook): Promise<void> {
  try {
    await hook();
  } catch (error) {
    hookErrors.report(error);
  }
}
