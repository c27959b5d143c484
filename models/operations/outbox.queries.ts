import type { Knex } from 'knex';

/** Commands that Temporal has not accepted yet; those for later do not count. */
export interface OutboxBacklog {
  waiting: number;
  /** Those that wait for more than half a minute: passing them on was tried and failed. */
  overdue: number;
}

/** How many commands wait, up to 10,000. */
export async function outboxBacklog(database: Knex): Promise<OutboxBacklog> {
  const { rows } = await database.raw<{ rows: OutboxBacklog[] }>(
    `select count(*) as waiting,
       count(*) filter (where due_at < now() - interval '30 seconds') as overdue
     from (select due_at from workflow_commands where due_at <= now() limit 10000) as waiting`,
  );
  return rows[0] ?? { waiting: 0, overdue: 0 };
}
