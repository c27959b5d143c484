import type { EventType } from '../../../clients/typescript';
import { fail } from '../../../foundation/errors';
import type { Transaction } from '../../../foundation/transaction';
import { editPost } from '../../../models/studio/edit-post';
import type { PublishAttempt } from '../../../models/studio/publish-attempt';
import { settleNotRemoved, settleRemoved } from '../../../models/studio/remove-live-post';
import {
  failTarget,
  holdTarget,
  settleLive,
  settleUnconfirmed,
  withhold,
} from '../../../models/studio/settle-target';
import type { HeldTarget } from '../../../models/studio/post-status';
import { cancelPost, deletePost } from '../../../models/studio/stop-post';
import { claimTarget } from '../../../models/studio/claim-targets';
import { keepContainer } from '../../../models/studio/work-target';
import { readMaterial } from '../../../models/studio/plan-publishing';
import { contextAt, createPostRow, targetsOfPost, withPost } from '../../factories/post';
import type { World } from './world';

type PostEvent = Exclude<Extract<EventType, `post.${string}`>, 'post.measured'>;

const later = (): Date => new Date(Date.now() + 3_700_000);

/** A post's only target, under the lock of its post. */
async function onTarget(
  world: World,
  work: (tx: Transaction, held: HeldTarget) => Promise<void>,
): Promise<void> {
  const { database, person } = world;
  const [target] = await targetsOfPost(database, (await createPostRow(database, person.id)).id);
  await world.inTransaction(async (tx) => {
    const held = target && (await holdTarget(tx, target.id));
    if (!held) throw fail('not_found');
    await work(tx, held);
  });
}

async function begun(tx: Transaction, { target }: HeldTarget): Promise<PublishAttempt> {
  const material = await readMaterial(tx.sql, target.id);
  const made = { hash: material?.hash ?? '', container: { media: [] }, ask_again_at: null };
  await keepContainer(tx, target.id, { ...made, seen: target.updated_at }, later());
  const claim = { target_id: target.id, claim: 'test' };
  const claimed = await claimTarget(tx, claim, later());
  if (!claimed) throw fail('conflict');
  return claimed.attempt;
}

async function goLive(tx: Transaction, held: HeldTarget): Promise<void> {
  const live = { external_id: 'at-1', permalink: null };
  await settleLive(tx, held, await begun(tx, held), live, later());
}

/** Live, and wanted gone. */
async function unwanted(tx: Transaction, held: HeldTarget): Promise<void> {
  await goLive(tx, held);
  await deletePost(tx, held, { ...contextAt(later()), live: true });
}

export const postHappenings: Record<PostEvent, (world: World) => Promise<unknown>> = {
  'post.created': ({ database, person }) => createPostRow(database, person.id),
  'post.updated': async ({ database, person }) => {
    const { id } = await createPostRow(database, person.id);
    await withPost(database, id, (held, tx) =>
      editPost(tx, held, { caption: 'Riper.' }, contextAt(new Date())),
    );
  },
  'post.cancelled': async ({ database, person }) => {
    const { id } = await createPostRow(database, person.id);
    await withPost(database, id, (held, tx) => cancelPost(tx, held, new Date()));
  },
  'post.deleted': async ({ database, person }) => {
    const { id } = await createPostRow(database, person.id);
    const wish = { ...contextAt(new Date()), live: false };
    await withPost(database, id, (held, tx) => deletePost(tx, held, wish));
  },
  'post.posted': (world) => onTarget(world, goLive),
  'post.failed': (world) =>
    onTarget(world, (tx, held) =>
      failTarget(tx, held, { code: 'image_deleted', detail: null }, new Date()),
    ),
  'post.unconfirmed': (world) =>
    onTarget(world, async (tx, held) =>
      settleUnconfirmed(tx, held, await begun(tx, held), later()),
    ),
  'post.withheld': (world) => onTarget(world, (tx, held) => withhold(tx, held, new Date())),
  'post.removed': (world) =>
    onTarget(world, async (tx, held) => {
      await unwanted(tx, held);
      await settleRemoved(tx, held.target.id, later());
    }),
  'post.removal_failed': (world) =>
    onTarget(world, async (tx, held) => {
      await unwanted(tx, held);
      const problem = { kind: 'refused', code: 'forbidden', detail: null, status: 403 } as const;
      await settleNotRemoved(tx, held.target.id, problem, later());
    }),
};
