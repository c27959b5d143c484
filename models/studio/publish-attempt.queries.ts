import type { Knex } from 'knex';
import { PublishAttempt } from './publish-attempt';

/** The newest attempt that was given up in doubt, if there is one. */
export async function doubtedAttempt(
  database: Knex,
  targetId: string,
): Promise<PublishAttempt | undefined> {
  return await PublishAttempt.query(database)
    .where({ target_id: targetId, state: 'unconfirmed' })
    .orderBy('number', 'desc')
    .first();
}

/** Whether attempts are still under way: another worker may have found out what became of them. */
export async function areUnderWay(database: Knex, ids: string[]): Promise<boolean[]> {
  const open = await PublishAttempt.query(database)
    .findByIds(ids)
    .where({ state: 'publishing' })
    .select('id');
  const found = new Set(open.map(({ id }) => id));
  return ids.map((id) => found.has(id));
}

/** When the first attempt under the name of this one was made: its post may be what a later one finds. */
export async function firstStart(
  database: Knex,
  { target_id, record_name }: PublishAttempt,
): Promise<Date | undefined> {
  const first = await PublishAttempt.query(database)
    .where({ target_id, record_name })
    .orderBy('number')
    .first();
  return first?.started_at ?? undefined;
}
