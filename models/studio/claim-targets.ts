// Taking targets for attempts: the point after which nothing is honoured any more, for one target or for many at once.
import { newId } from '../../foundation/ids';
import type { Transaction } from '../../foundation/transaction';
import { nextPart, obstacleOf } from './plan-publishing';
import { picturesOf, type PostPicture, shownPictures, targetHash } from './post-content';
import {
  changePost,
  changeTarget,
  changeTogether,
  type HeldTarget,
  holdFreeTargets,
} from './post-status';
import { PublishAttempt } from './publish-attempt';
import { callLimitMs, preparedForMs } from './publish-times';
import { recordName } from './record-name';
import { isApprovedWith } from './review-post';
import { failTarget, holdTarget, showLive, withhold } from './settle-target';
import { holdConnected, holdFreeConnected } from './social-account.queries';
import { type OwnerState, ownerStates } from './stop-posts';
import { latenessOf } from './work-target';

/** Who takes which target, named by a word that no other call has. */
export interface ClaimWish {
  target_id: string;
  claim: string;
}

/** An attempt that may begin now, with what it is made of: nothing of that changes any more. */
export interface ClaimedTarget {
  attempt: PublishAttempt;
  container: Record<string, unknown>;
}

/**
 * Takes a target for an attempt. Only what is due, is approved, shows what was prepared and whose pictures are still good is
 * taken; anything else is settled, or left for the next step.
 */
export async function claimTarget(
  tx: Transaction,
  { target_id, claim }: ClaimWish,
  now: Date,
): Promise<ClaimedTarget | null> {
  const held = await holdTarget(tx, target_id);
  if (!held || !isDue(held, now)) return null;
  const [facts] = await readFacts(tx, [held]);
  const verdict = facts && judge(facts, now);
  if (!verdict) return null;
  if ('settle' in verdict) {
    await verdict.settle(tx);
    return null;
  }
  // Who opens the account once more is told why it cannot be used.
  if (!(await holdConnected(tx, held.target.account_id))) return null;
  const [claimed] = await beginAttempts(tx, [{ ...verdict, claim, now }]);
  return claimed ?? null;
}

/** What is not claimed together with others has to be claimed by itself. */
export const claimAlone = Symbol('claim alone');

/** What became of a wish; null where there is nothing to call for. */
export type Claim = ClaimedTarget | null | typeof claimAlone;

/**
 * Takes targets together, as `claimTarget` takes each, by a few statements. It takes none but those of which nothing is to
 * be settled and nobody else holds the post or the account: it waits for nobody, and what is unusual of one target keeps no
 * other waiting. Each is told what became of it at the place of its wish.
 */
export async function claimTargets(
  tx: Transaction,
  wishes: (ClaimWish & { now: Date })[],
): Promise<Claim[]> {
  const held = await holdFreeTargets(
    tx,
    wishes.map(({ target_id }) => target_id),
  );
  const answers = new Map<ClaimWish, ClaimedTarget | null>();
  const due = wishes.flatMap((wish) => {
    const one = held.get(wish.target_id);
    // Whoever takes a target second finds it taken.
    held.delete(wish.target_id);
    if (one && isDue(one, wish.now)) return [{ wish, held: one }];
    if (one) answers.set(wish, null);
    return [];
  });
  const facts = await readFacts(
    tx,
    due.map((one) => one.held),
  );
  const judged = due.flatMap(({ wish }, index) => {
    const known = facts[index];
    const verdict = known && judge(known, wish.now);
    return verdict && 'hash' in verdict ? [{ ...verdict, wish }] : [];
  });
  const connected = await holdFreeConnected(
    tx,
    judged.flatMap(({ held: { target } }) => target.account_id ?? []),
  );
  const begun = judged.filter(({ held: { target } }) => connected.has(target.account_id ?? ''));
  const claimed = await beginAttempts(
    tx,
    begun.map(({ wish: { claim, now }, ...beginning }) => ({ ...beginning, claim, now })),
  );
  begun.forEach(({ wish }, index) => void answers.set(wish, claimed[index] ?? null));
  return wishes.map((wish): Claim => {
    const answer = answers.get(wish);
    return answer === undefined ? claimAlone : answer;
  });
}

function isDue({ post, target }: HeldTarget, now: Date): boolean {
  const next = nextPart(target);
  return !post.deleted_at && next?.part === 'publish' && next.at <= now;
}

/** What is looked at before a target is taken, all of it read under the lock of its post. */
interface Facts {
  held: HeldTarget;
  owner: OwnerState;
  attempts: PublishAttempt[];
  pictures: PostPicture[];
}

async function readFacts(tx: Transaction, held: HeldTarget[]): Promise<Facts[]> {
  if (held.length === 0) return [];
  const unique = (ids: string[]): string[] => [...new Set(ids)];
  const owners = await ownerStates(tx.sql, unique(held.map(({ post }) => post.owner_id)));
  const attempts = await PublishAttempt.query(tx.sql)
    .whereIn(
      'target_id',
      held.map(({ target }) => target.id),
    )
    .orderBy('number');
  const pictures = await picturesOf(tx.sql, unique(held.map(({ post }) => post.id)));
  return held.map((one) => ({
    held: one,
    owner: owners.get(one.post.owner_id) ?? 'erased',
    attempts: attempts.filter(({ target_id }) => target_id === one.target.id),
    pictures: pictures.filter(({ post_id }) => post_id === one.post.id),
  }));
}

/** What an attempt begins with. */
interface Beginning {
  held: HeldTarget;
  hash: string;
  container: Record<string, unknown>;
  /** The attempt before this one. */
  before: PublishAttempt | undefined;
}

/** What becomes of a target that is due: an attempt, or what keeps it from that is written down. */
type Verdict = Beginning | { settle: (tx: Transaction) => Promise<void> };

function judge({ held, owner, attempts, pictures }: Facts, now: Date): Verdict {
  const { post, target } = held;
  if (owner === 'erased') return { settle: (tx) => giveUp(tx, held, now) };
  const live = attempts.find(({ state }) => state === 'live');
  if (live) return { settle: (tx) => showLive(tx, held, live, now) };
  const hash = targetHash(post, target, shownPictures(pictures));
  const obstacle = latenessOf(target, now) ?? obstacleOf({ target, pictures }, owner);
  if (obstacle) return { settle: (tx) => failTarget(tx, held, obstacle, now) };
  if (!isApprovedWith(held, pictures)) return { settle: (tx) => withhold(tx, held, now) };
  const { container } = target;
  const settleAs = (changes: Partial<typeof target>): Verdict => ({
    settle: (tx) => changeTarget(tx, held, target, { ...changes, updated_at: now }),
  });
  if (isStale(container, now)) return settleAs({ container_content_hash: null });
  if (!container || hash !== target.container_content_hash) {
    return settleAs({ container: null, container_content_hash: null });
  }
  return { held, hash, container, before: attempts.at(-1) };
}

/** The account of its owner is being erased, and nobody is told any more. */
async function giveUp(tx: Transaction, held: HeldTarget, now: Date): Promise<void> {
  const end = { status: 'cancelled', next_at: null, updated_at: now } as const;
  await changeTarget(tx, held, held.target, end);
  await changePost(tx, held, now);
}

function isStale(container: Record<string, unknown> | null, now: Date): boolean {
  const prepared = Date.parse(String(container?.['prepared_at']));
  return container !== null && !(now.getTime() - prepared <= preparedForMs);
}

const begunColumns = {
  ...{ status: 'text', claim: 'text', content_hash: 'text', next_at: 'timestamptz' },
  ...{ error_code: 'text', error_detail: 'text' },
} as const;

/** The rows of the ledger, written before the calls. What was tried before with this content keeps its name. */
async function beginAttempts(
  tx: Transaction,
  given: (Beginning & { claim: string; now: Date })[],
): Promise<ClaimedTarget[]> {
  if (given.length === 0) return [];
  const rows = given.map(({ held: { target }, hash: content_hash, container, before, now }) => {
    const number = (before?.number ?? 0) + 1;
    const isRepeat = before?.content_hash === content_hash;
    return {
      ...{ id: newId(), target_id: target.id, owner_id: target.owner_id, number },
      ...{ state: 'publishing' as const, content_hash, container },
      record_name: isRepeat ? before.record_name : recordName(target.id, number),
      ...{ created_at: now, started_at: now, checks: 0 },
    };
  });
  const attempts = await PublishAttempt.query(tx.sql).insert(rows);
  const changes = given.map(({ held, claim, hash: content_hash, now }) => ({
    ...{ held, now },
    changes: {
      ...{ status: 'publishing' as const, claim, content_hash },
      ...{ next_at: new Date(now.getTime() + callLimitMs), error_code: null, error_detail: null },
    },
  }));
  await changeTogether(tx, begunColumns, changes);
  return attempts.map((attempt, index) => ({
    attempt,
    container: given[index]?.container ?? {},
  }));
}
