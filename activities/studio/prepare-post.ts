import { transaction } from '../../foundation/transaction';
import {
  type Material,
  nextPart,
  obstacleOf,
  readMaterial,
  readStep,
} from '../../models/studio/plan-publishing';
import { recordName } from '../../models/studio/record-name';
import type { CallProblem } from '../../models/studio/settle-target';
import { keepContainer, latenessOf, meetProblem } from '../../models/studio/work-target';
import type { PublishStep } from '../../workflows/studio/contract';
import { UnreadablePicture } from '../clients/classifier-input';
import type { Platform } from '../clients/platforms/platform';
import { PlatformError } from '../clients/platforms/platform-error';
import type { OpenAccount } from './account-session';
import { fitPictures } from './post-media';
import {
  anyProblemOf,
  type HeldContainer,
  type PostDependencies,
  preparedPost,
  readContainer,
  withAccountOf,
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
  const obstacle = latenessOf(material.target, now) ?? obstacleOf(material);
  if (obstacle) return refused(obstacle);
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
  { platform, session }: OpenAccount,
  material: Material,
  { now, signal }: { now: Date; signal: AbortSignal },
): Promise<CallProblem | null> {
  const { objectStore, database } = dependencies;
  const { target, hash } = material;
  const { media, held } = await containerOf(dependencies, platform, material);
  // Nothing with this name is made before an attempt is in the ledger.
  const record_name = recordName(target.id, 0);
  const post = await preparedPost(objectStore, material, { media, record_name });
  const findings = await platform.preflight(session, post);
  const error = findings.find(({ severity }) => severity === 'error');
  if (error) return refused(error);
  const made = await platform.prepare(session, post, held, signal);
  const container: HeldContainer = { media, held: made.container };
  const seen = target.updated_at;
  const ask_again_at =
    made.ask_again_in === null ? null : new Date(now.getTime() + made.ask_again_in * 1000);
  await transaction(database, (tx) =>
    keepContainer(tx, target.id, { hash, seen, container: { ...container }, ask_again_at }, now),
  );
  return null;
}

/** What was begun before goes on; else the pictures are brought into form. */
async function containerOf(
  { objectStore }: PostDependencies,
  { rules }: Platform,
  { target, pictures }: Material,
): Promise<HeldContainer> {
  if (target.container) return readContainer(target.container);
  return { media: await fitPictures(objectStore, pictures, rules), held: null };
}

function refused({ code, detail }: { code: string; detail?: string | null }): CallProblem {
  return { kind: 'refused', code, detail: detail ?? null, status: null };
}
