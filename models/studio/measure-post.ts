import type { Knex } from 'knex';
import { fail } from '../../foundation/errors';
import { newId } from '../../foundation/ids';
import type { Transaction } from '../../foundation/transaction';
import { measureWorkflowId, type MeasurePostInput } from '../../workflows/studio/contract';
import { appendEvent } from '../messaging/append-event';
import { type CommandFor, requestWorkflow, requestWorkflows } from '../operations/workflow-command';
import { PostMetric } from './post-metric';
import { PostTarget } from './post-target';

const minute = 60_000;
const hour = 60 * minute;

/** How long after publishing a platform is asked how a post fares: often while much happens, then less and less. */
const measureAfter: readonly number[] = [1, 6, 24, 72, 168, 720].map((n) => n * hour);

/** Who could not be asked is asked again this late, at the earliest. */
const retryAfter = 15 * minute;
/** The last turn is tried for as long as this. */
const patience = 24 * hour;

/** What a platform tells of a post. */
export type MetricValues = Pick<
  PostMetric,
  'likes' | 'comments' | 'shares' | 'reach' | 'impressions'
>;

type Measured = Pick<PostTarget, 'id' | 'owner_id'>;

/** The workflow is started so long after publishing: not in a rush of posts, and before the first turn. */
const startAfter = 45 * minute;

/** Asks for the measuring of a target that was just posted, in the transaction that says so. */
export async function requestMeasuring(
  tx: Transaction,
  target: Measured & { posted_at: Date },
): Promise<void> {
  const { measure_at, command } = firstMeasuring(target);
  await PostTarget.query(tx.sql).findById(target.id).patch({ measure_at });
  await requestWorkflow(tx, command);
}

/** When a target that was just posted is measured first, and what asks for it. */
export function firstMeasuring(target: Measured & { posted_at: Date }): {
  measure_at: Date | null;
  command: CommandFor<MeasurePostInput>;
} {
  const due_at = new Date(target.posted_at.getTime() + startAfter);
  return {
    measure_at: nextTurn(target.posted_at, target.posted_at),
    command: { ...measureWorkflow(target), due_at },
  };
}

/**
 * Wants all live targets of a post measured now. What is due already stays as it is.
 * @throws `post_not_live` (409) when it is live nowhere
 */
export async function requestSync(tx: Transaction, postId: string, now: Date): Promise<void> {
  const live = await PostTarget.query(tx.sql)
    .where({ post_id: postId, status: 'posted', removed_at: null })
    .orderBy('id')
    .forUpdate();
  if (live.length === 0) throw fail('post_not_live');
  const later = live.filter(({ measure_at }) => !measure_at || measure_at > now);
  await PostTarget.query(tx.sql)
    .findByIds(later.map(({ id }) => id))
    .patch({ measure_at: now });
  await requestWorkflows(tx, live.map(measureWorkflow));
}

/** What is to be measured at an instant: the target when its turn has come, the instant of the turn when it has not. */
export async function dueMeasure(
  database: Knex,
  targetId: string,
  now: Date,
): Promise<PostTarget | Date | null> {
  const target = await PostTarget.query(database).findById(targetId);
  if (!target?.measure_at) return null;
  return target.measure_at > now ? target.measure_at : target;
}

/**
 * Writes down what was measured for the turn that the target was read with, and says when the next one is. Turns that
 * were missed are not made up for: they would all say the same.
 */
export async function recordMetrics(
  tx: Transaction,
  target: PostTarget,
  values: MetricValues,
  now: Date,
): Promise<Date | null> {
  const other = await otherTurn(tx, target);
  if (other !== undefined) return other;
  const { id: target_id, owner_id, measure_at: due_at } = target;
  const turn = { target_id, owner_id, due_at: due_at as Date, measured_at: now };
  await PostMetric.query(tx.sql).insert({ id: newId(), ...turn, ...values });
  const next = target.posted_at && nextTurn(target.posted_at, now);
  await PostTarget.query(tx.sql).findById(target_id).patch({ measure_at: next });
  appendEvent(tx, {
    ...{ owner_id, type: 'post.measured', subject: { type: 'post', id: target.post_id } },
    data: { target_id },
  });
  return next;
}

/** Puts a turn off that could not be taken; it gives way to the next one, and the last one is given up after a day. */
export async function postponeMeasure(
  tx: Transaction,
  target: PostTarget,
  { now, seconds }: { now: Date; seconds: number },
): Promise<Date | null> {
  const other = await otherTurn(tx, target);
  if (other !== undefined) return other;
  const again = new Date(now.getTime() + Math.max(retryAfter, seconds * 1000));
  const turn = target.posted_at && nextTurn(target.posted_at, now);
  const end = (target.posted_at?.getTime() ?? 0) + (measureAfter.at(-1) ?? 0) + patience;
  const last = again.getTime() < end ? again : null;
  const next = turn === null ? last : turn < again ? turn : again;
  await PostTarget.query(tx.sql).findById(target.id).patch({ measure_at: next });
  return next;
}

/** Measures a target no more: it is gone, or its platform tells nobody. */
export async function endMeasuring(tx: Transaction, target: PostTarget): Promise<null> {
  await PostTarget.query(tx.sql).findById(target.id).patch({ measure_at: null });
  return null;
}

/** The command that starts the workflow of a target's measuring, or pokes it: it may have ended with its last turn. */
export function measureWorkflow({ id, owner_id }: Measured): CommandFor<MeasurePostInput> {
  return {
    owner_id,
    workflow_id: measureWorkflowId(id),
    workflow_type: 'measurePost',
    input: { target_id: id },
    subject_id: id,
    summary: 'How a post fares',
    ...{ poke: true, restart: true },
  };
}

/** The first turn after an instant. */
export function nextTurn(postedAt: Date, after: Date): Date | null {
  const turns = measureAfter.map((ms) => new Date(postedAt.getTime() + ms));
  return turns.find((turn) => turn > after) ?? null;
}

/** Locks the target; undefined while its turn is the one that it was read with, else the one that it has now. */
async function otherTurn(
  tx: Transaction,
  { id, measure_at }: PostTarget,
): Promise<Date | null | undefined> {
  const row = await PostTarget.query(tx.sql).findById(id).forUpdate();
  const isSame = row && row.measure_at?.getTime() === measure_at?.getTime();
  return isSame ? undefined : (row?.measure_at ?? null);
}
