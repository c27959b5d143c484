// Writing down together that calls went well, as most do. Everything else of a call is settled by itself.
import { updateRows } from '../../foundation/update-rows';
import type { Transaction } from '../../foundation/transaction';
import { requestWorkflows } from '../operations/workflow-command';
import { firstMeasuring } from './measure-post';
import { changeTogether, holdFreeTargets } from './post-status';
import { PublishAttempt } from './publish-attempt';
import { type LiveAt, liveTarget, tell } from './settle-target';

/** The answer to a call, that the post is live. */
export interface LiveAnswer {
  target_id: string;
  attempt_id: string;
  live: LiveAt;
  now: Date;
}

const ledgerColumns = {
  ...{ state: 'text', external_id: 'text', permalink: 'text', finished_at: 'timestamptz' },
} as const;

const liveColumns = {
  ...{ status: 'text', external_id: 'text', permalink: 'text', content_hash: 'text' },
  ...{ posted_at: 'timestamptz', claim: 'text', next_at: 'timestamptz' },
  ...{ error_code: 'text', error_detail: 'text', measure_at: 'timestamptz' },
} as const;

/**
 * Writes down of calls that their posts are live, as `settleCall` does for each, by a few statements. It waits for nobody:
 * whose post is held by somebody else, or whose attempt was settled meanwhile, is left as it is, to be settled by itself.
 * @returns of each answer whether it is written down
 */
export async function settleCalls(tx: Transaction, answers: LiveAnswer[]): Promise<boolean[]> {
  const held = await holdFreeTargets(
    tx,
    answers.map(({ target_id }) => target_id),
  );
  const open = await openAmong(
    tx,
    answers.filter(({ target_id }) => held.has(target_id)),
  );
  const usual = answers.flatMap((answer) => {
    const [one, attempt] = [held.get(answer.target_id), open.get(answer.attempt_id)];
    if (!one || attempt?.target_id !== answer.target_id) return [];
    held.delete(answer.target_id);
    return [{ answer, held: one, attempt }];
  });
  const done = new Set(usual.map(({ answer }) => answer));
  if (usual.length === 0) return answers.map(() => false);
  await updateRows(
    tx.sql,
    'publish_attempts',
    ledgerColumns,
    usual.map(({ answer: { attempt_id: id, live, now: finished_at } }) => {
      const { external_id, permalink } = live;
      return { id, state: 'live', external_id, permalink, finished_at };
    }),
  );
  const shown = usual.map(({ answer: { live, now }, held: one, attempt: { content_hash } }) => {
    const { id, owner_id } = one.target;
    const { measure_at, command } = firstMeasuring({ id, owner_id, posted_at: now });
    const changes = { ...liveTarget({ ...live, content_hash }, now), measure_at };
    return { change: { held: one, now, changes }, command };
  });
  await changeTogether(
    tx,
    liveColumns,
    shown.map(({ change }) => change),
  );
  await requestWorkflows(
    tx,
    shown.map(({ command }) => command),
  );
  for (const { held: one } of usual) tell(tx, one, 'post.posted');
  return answers.map((answer) => done.has(answer));
}

/** The attempts of answers that are still under way. */
async function openAmong(
  tx: Transaction,
  answers: LiveAnswer[],
): Promise<Map<string, PublishAttempt>> {
  const ids = answers.map(({ attempt_id }) => attempt_id);
  const open = await PublishAttempt.query(tx.sql)
    .findByIds(ids)
    .where({ state: 'publishing' })
    .select('id', 'target_id', 'content_hash');
  return new Map(open.map((attempt) => [attempt.id, attempt]));
}
