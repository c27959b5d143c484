// What publishing asks of the database, for all posts of a process that ask for it at the same time: when a thousand are due
// at one instant, putting statements together costs more than their execution.
import type { Knex } from 'knex';
import type { Clock } from '../../foundation/clock';
import { combine, type Combining } from '../../foundation/combine';
import { transaction } from '../../foundation/transaction';
import {
  claimAlone,
  claimTarget,
  claimTargets,
  type ClaimedTarget,
  type ClaimWish,
} from '../../models/studio/claim-targets';
import { type LimitedAccount, limitedAccounts } from '../../models/studio/limited-account';
import { readTargets } from '../../models/studio/plan-publishing';
import type { PostTarget } from '../../models/studio/post-target';
import { areUnderWay } from '../../models/studio/publish-attempt.queries';
import { callLimitMs, callTimeLeft } from '../../models/studio/publish-times';
import { type CallOutcome, settleCall } from '../../models/studio/settle-attempt';
import { type LiveAnswer, settleCalls } from '../../models/studio/settle-calls';
import { present } from '../present';
import type { PostDependencies } from './prepared-post';

/** More at once would have the last of them wait for longer than a statement for each costs. */
const most = 50;

/** While many are due this halves the work of the database, and a lone post waits for nothing. */
const apartMs = 100;

/** A target that was taken, and how many milliseconds are left for its call. */
export interface Begun extends ClaimedTarget {
  left: () => number;
}

interface Turn extends ClaimWish {
  now: Date;
}

interface Ended extends Pick<LiveAnswer, 'target_id' | 'attempt_id' | 'now'> {
  outcome: CallOutcome;
}

/** Steps of a post that are taken together with those of others. What each stands for is the same as if it were alone. */
export interface PublishTogether {
  readTarget: (id: string) => Promise<PostTarget | undefined>;
  readAccount: (id: string) => Promise<LimitedAccount | undefined>;
  /** Null when there is nothing to call for. */
  claim: (turn: Turn) => Promise<Begun | null>;
  isUnderWay: (attemptId: string) => Promise<boolean>;
  settle: (ended: Ended) => Promise<void>;
}

/** Made once in a process, so that its posts meet. */
export function publishTogether({
  database,
  clock,
  logger,
}: Pick<PostDependencies, 'database' | 'clock' | 'logger'>): PublishTogether {
  const report = (err: unknown): void => logger.warn({ err }, 'posts are worked one by one');
  const combining = { most, apartMs, report };
  return {
    readTarget: combine((ids: string[]) => readTargets(database, ids), combining),
    readAccount: combine((ids: string[]) => limitedAccounts(database, ids), combining),
    isUnderWay: combine((ids: string[]) => areUnderWay(database, ids), combining),
    claim: claiming(database, clock, combining),
    settle: settling(database, combining),
  };
}

function claiming(database: Knex, clock: Clock, combining: Combining): PublishTogether['claim'] {
  // Tokens may just have been renewed, and others may have gone first: what counts is when the claim itself begins.
  const beginning = ({ now }: Turn): { begun: Date; left: () => number } => {
    const begun = present(clock, now.toISOString());
    const since = performance.now();
    // One clock may be set back, and the other stands still while a machine sleeps.
    const left = (): number =>
      Math.min(
        callTimeLeft(begun, present(clock, now.toISOString())),
        callLimitMs - Math.ceil(performance.now() - since),
      );
    return { begun, left };
  };
  const together = combine(async (turns: Turn[]) => {
    const began = turns.map((turn) => ({ ...turn, ...beginning(turn) }));
    const wishes = began.map(({ target_id, claim, begun: now }) => ({ target_id, claim, now }));
    const claimed = await transaction(database, (tx) => claimTargets(tx, wishes));
    return began.map(({ left }, index): Begun | null | typeof claimAlone => {
      const one = claimed[index] ?? null;
      return typeof one === 'symbol' ? one : one && { ...one, left };
    });
  }, combining);
  return async (turn) => {
    const claimed = await together(turn);
    if (claimed !== claimAlone) return claimed;
    const { begun, left } = beginning(turn);
    const alone = await transaction(database, (tx) => claimTarget(tx, turn, begun));
    return alone && { ...alone, left };
  };
}

function settling(database: Knex, combining: Combining): PublishTogether['settle'] {
  const together = combine(
    (answers: LiveAnswer[]) => transaction(database, (tx) => settleCalls(tx, answers)),
    combining,
  );
  return async ({ outcome, now, ...ids }) => {
    // What cannot be written down with others is written down by itself, which also says why it cannot be.
    const isDone =
      'live' in outcome && (await together({ ...ids, ...outcome, now }).catch(() => false));
    if (isDone) return;
    await transaction(database, (tx) => settleCall(tx, ids, outcome, now));
  };
}
