import { transaction } from '../../foundation/transaction';
import {
  type Material,
  mayPassUntil,
  nextPart,
  type Obstacle,
  obstacleOf,
  readMaterial,
  readStep,
} from '../../models/studio/plan-publishing';
import { recordName } from '../../models/studio/record-name';
import { rememberServerLimits } from '../../models/studio/server-limits';
import type { CallProblem } from '../../models/studio/settle-target';
import { ownerState } from '../../models/studio/stop-posts';
import { keepContainer, latenessOf, meetProblem } from '../../models/studio/work-target';
import type { PublishStep } from '../../workflows/studio/contract';
import { UnreadablePicture } from '../clients/classifier-input';
import { accountRules } from '../clients/platforms/account-rules';
import { checkPrepared } from '../clients/platforms/check-post';
import { PlatformError } from '../clients/platforms/platform-error';
import type { PlatformRules } from '../clients/platforms/rules';
import type { OpenAccount } from './account-session';
import { fitPictures } from './post-media';
import {
  anyProblemOf,
  type HeldContainer,
  type PostDependencies,
  preparedPost,
  readContainer,
  withAccountOf,
  wordsOf,
} from './prepared-post';

/**
 * Prepares a target if its turn has come: its pictures, what the platform says to it, and what the platform can hold
 * without showing it. A repeat asks the platform how what it holds is doing.
 * @returns what is next, whatever that is
 */
export async function prepareTarget(
  dependencies: PostDependencies,
  { target_id, now }: { target_id: string; now: Date },
  signal: AbortSignal,
): Promise<PublishStep> {
  const { database } = dependencies;
  const material = await readMaterial(database, target_id);
  const next = material && nextPart(material.target);
  if (material && next?.part === 'prepare' && next.at <= now) {
    const problem = await prepare(dependencies, material, now, signal);
    const seen = material.target.updated_at;
    if (problem) {
      await transaction(database, (tx) => meetProblem(tx, { target_id, seen }, problem, now));
    }
  }
  return await readStep(database, target_id, now);
}

async function prepare(
  dependencies: PostDependencies,
  material: Material,
  now: Date,
  signal: AbortSignal,
): Promise<CallProblem | null> {
  const owner = await ownerState(dependencies.database, material.post.owner_id);
  const obstacle = latenessOf(material.target, now) ?? obstacleOf(material, owner);
  if (obstacle) return hindered(obstacle, material, now);
  try {
    return await withAccountOf(dependencies, material, now, (opened) =>
      prepareWith(dependencies, opened, material, { now, signal }),
    );
  } catch (error) {
    if (error instanceof UnreadablePicture) return refused({ code: 'image_unreadable' });
    // A worker that stops leaves the step to the next.
    if (signal.aborted && !(error instanceof PlatformError)) throw error;
    const problem = anyProblemOf(error, dependencies, {
      ...{ target_id: material.target.id, part: 'prepare' },
    });
    // Nothing was made that anybody could see: what is unknown here is for later.
    return problem.kind === 'unknown' ? { ...problem, kind: 'later' } : problem;
  }
}

async function prepareWith(
  dependencies: PostDependencies,
  opened: OpenAccount,
  material: Material,
  { now, signal }: { now: Date; signal: AbortSignal },
): Promise<CallProblem | null> {
  const { objectStore, database } = dependencies;
  const { platform, session } = opened;
  const { target, hash } = material;
  const rules = await currentRules(dependencies, opened);
  const begun = await containerOf(dependencies, rules, material);
  // Nothing with this name is made before an attempt is in the ledger.
  const record_name = recordName(target.id, 0);
  const post = await preparedPost(objectStore, begun, record_name);
  const findings = [...checkPrepared(rules, post), ...(await platform.preflight(session, post))];
  const error = findings.find(({ severity }) => severity === 'error');
  if (error) return refused(error);
  const made = await platform.prepare(session, post, begun.held, signal);
  const container: HeldContainer = { ...begun, held: made.container };
  const seen = target.updated_at;
  const ask_again_at =
    made.ask_again_in === null ? null : new Date(now.getTime() + made.ask_again_in * 1000);
  await transaction(database, (tx) =>
    keepContainer(tx, target.id, { hash, seen, container: { ...container }, ask_again_at }, now),
  );
  return null;
}

/** The rules of this account; what its server says of its limits now is kept for those who schedule. */
async function currentRules(
  { database }: PostDependencies,
  { account, platform, session }: OpenAccount,
): Promise<PlatformRules> {
  const told = await platform.limits?.ask(session);
  if (told) await rememberServerLimits(database, account.id, told);
  return accountRules(platform, told);
}

/** What was begun before for the same content goes on; else the pictures are brought into form. */
async function containerOf(
  { objectStore }: PostDependencies,
  rules: PlatformRules,
  material: Material,
): Promise<HeldContainer> {
  const { target, pictures, hash } = material;
  const begun = target.container && readContainer(target.container);
  if (begun?.hash === hash) return begun;
  const media = await fitPictures(objectStore, pictures, rules);
  return { hash, words: wordsOf(material), media, held: null };
}

/** What may be put right until the post is due is waited for until then. */
function hindered(obstacle: Obstacle, { target }: Material, now: Date): CallProblem {
  const until = mayPassUntil(obstacle, target, now);
  return until ? { ...refused(obstacle), kind: 'later', until } : refused(obstacle);
}

function refused({ code, detail }: { code: string; detail?: string | null }): CallProblem {
  return { kind: 'refused', code, detail: detail ?? null, status: null };
}
