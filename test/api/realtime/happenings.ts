// One way to bring about each event of the catalogue, through the verb that sends it. The table is complete by its type:
// an event of the contract without a line here does not compile, and one that nothing sends is waited for in vain.
import type { EventType } from '../../../clients/typescript';
import { createPostRules } from '../../../activities/clients/platforms/post-rules';
import { newId } from '../../../foundation/ids';
import { activateModel } from '../../../models/classification/activate-model';
import { receiveImage, settleImage } from '../../../models/classification/classify-image';
import { deleteImage } from '../../../models/classification/delete-image';
import type { ImageResult } from '../../../models/classification/record-results';
import { reviewImage } from '../../../models/classification/review-image';
import { settleCheck } from '../../../models/classification/settle-check';
import { changePassword } from '../../../models/identity/change-password';
import {
  confirmFactor,
  disableFactor,
  enrolFactor,
  renewRecoveryCodes,
} from '../../../models/identity/change-second-factor';
import { updateUser } from '../../../models/identity/change-user';
import { endSession } from '../../../models/identity/end-session';
import { permissionsOf } from '../../../models/identity/permitted-users.queries';
import { changeProfile, lockProfile } from '../../../models/identity/profile';
import { revokeApiKeys } from '../../../models/identity/revoke-api-keys';
import { createFactorSeal } from '../../../models/identity/second-factor';
import { cancelErasure, requestErasure } from '../../../models/identity/request-erasure';
import { requestExport } from '../../../models/identity/request-export';
import { openSession } from '../../../models/identity/session';
import { codeAt, stepAt } from '../../../models/identity/totp';
import { findUserRow } from '../../../models/identity/user.queries';
import { verifyByCode } from '../../../models/identity/verify-address';
import { settleExport } from '../../../models/identity/work-export';
import {
  deleteNotification,
  readAll,
  setRead,
} from '../../../models/messaging/change-notifications';
import { disableFailing } from '../../../models/messaging/disable-webhook-endpoint';
import { resetSettings } from '../../../models/messaging/settings';
import { advanceReview } from '../../../models/operations/advance-review';
import { controlBatch } from '../../../models/operations/control-batch';
import { decideReview } from '../../../models/operations/decide-review';
import type { NewReview } from '../../../models/operations/open-review';
import { retryBatch } from '../../../models/operations/retry-batch';
import type { Review } from '../../../models/operations/review';
import { announceBatchState } from '../../../models/operations/work-batch';
import { fillSchedule } from '../../../models/studio/fill-schedule';
import { recordMetrics, requestSync } from '../../../models/studio/measure-post';
import { PostTarget } from '../../../models/studio/post-target';
import { createKey } from '../../factories/api-key';
import { createImage } from '../../factories/image';
import { createLiveTarget } from '../../factories/live-target';
import { createPostingSchedule } from '../../factories/posting-schedule';
import { createReview } from '../../factories/review';
import { createEndpoint } from '../../factories/webhook';
import { newUser } from '../../factories/user';
import { shippedVersion } from '../../support/shipped-version';
import { accountHappenings } from './account-happenings';
import { imageHappenings } from './image-happenings';
import { postHappenings } from './post-happenings';
import type { World } from './world';

type Happening = (world: World) => Promise<unknown>;

const now = (): Date => new Date();
const seconds = (count: number): Date => new Date(Date.now() + count * 1_000);
const device = { device: 'test', ip: '127.0.0.1' };

const seen: ImageResult = {
  ...{ ok: true, outcome: 'classified', label: 'rotten', confidence: 0.9 },
  ...{ probabilities: { rotten: 0.9 }, media_type: 'image/jpeg', width: 8, height: 8 },
  latency_ms: 4,
};
const unreadable: ImageResult = { ok: false, error_code: 'image_truncated', detail: 'too short' };

async function settleNewImage(world: World, result: ImageResult): Promise<void> {
  const file = world.storedFile();
  await world.inTransaction((tx) => receiveImage(tx, world.person.id, file));
  const settled = { model_version: shippedVersion, result };
  await world.inTransaction((tx) => settleImage(tx, file.image_id, settled));
}

async function review(world: World, asked: Partial<NewReview> = {}): Promise<Review> {
  const image = await createImage(world.database, world.person.id);
  return await createReview(world.database, image, asked);
}

/** Lets time do what it brings to a review. */
async function laterReview(world: World, asked: Partial<NewReview>): Promise<void> {
  const { id } = await review(world, asked);
  await world.inTransaction((tx) => advanceReview(tx, id, seconds(120)));
}

async function pausedBatch(world: World): Promise<{ run_id: string; batch_id: string }> {
  const { id: run_id, batch_id } = await world.runningBatch(1);
  await world.inTransaction((tx) => controlBatch(tx, batch_id, 'paused'));
  await world.inTransaction((tx) => announceBatchState(tx, { run_id, state: 'paused' }));
  return { run_id, batch_id };
}

async function retriedBatch(world: World): Promise<void> {
  const run = await world.runningBatch(1);
  const failed = { state: 'failed', error_code: 'image_truncated' };
  await world.database('batch_items').where({ batch_id: run.batch_id }).update(failed);
  await world.database('batches').where({ id: run.batch_id }).update({ failed: 1 });
  await world.endBatch(run);
  await world.inTransaction((tx) => retryBatch(tx, run.batch_id));
}

/** The code that was mailed on registration. */
async function proveAddress({ database, services, person }: World): Promise<void> {
  const user = await database('users').where({ id: person.id }).first<{ email: string }>();
  const code = await database('one_time_codes').where({ owner_id: person.id }).first('id');
  const { id } = code as { id: string };
  const { email } = user;
  const otp = services.accountSecrets.codeOf({ id, email });
  await verifyByCode(database, services.accountSecrets, { email, otp }, now());
}

async function changeOwnPassword({ database, services, person }: World): Promise<void> {
  const who = await services.sessions.read(person.session_id, person.id);
  if (!who) throw new Error('the session of the test has ended');
  const passwords = {
    old_password: newUser().password,
    new_password: 'a much newer battery staple',
  };
  await changePassword(database, who, passwords, device, now());
}

/** A second factor, and what changes it later; each change takes a code that was not used before. */
async function secondFactor(world: World) {
  const { database, services, person } = world;
  const seal = createFactorSeal(services.config);
  const { password } = newUser();
  const { secret } = await enrolFactor(database, seal, person.id, password, now());
  const change = (at: Date) => ({ owner_id: person.id, from: device, now: at });
  const codeOf = (at: Date): string => codeAt(secret, stepAt(at));
  const present = now();
  await confirmFactor(database, seal, codeOf(present), change(present));
  const later = seconds(60);
  const proof = { password, code: codeOf(later) };
  return { database, seal, proof, change: change(later) };
}

/** Somebody who wants their account deleted. */
async function leave(world: World): Promise<void> {
  const { services, person } = world;
  const who = await services.sessions.read(person.session_id, person.id);
  if (!who) throw new Error('the session of the test has ended');
  const wish = { graceDays: 30, from: device, now: now() };
  await world.inTransaction((tx) => requestErasure(tx, who, wish));
}

async function editedByAdmin(world: World): Promise<void> {
  const { database, person } = world;
  const user = await findUserRow(database, person.id);
  if (!user) throw new Error('the user of the test is gone');
  const permissions = await permissionsOf(database, { id: person.id });
  const admin = { id: newId(), permissions, was_managed: false };
  const change = { admin, request_id: newId(), now: now() };
  await world.inTransaction((tx) => updateUser(tx, user, { last_name: 'Diallo' }, change));
}

async function measuredPost(world: World): Promise<void> {
  const { database, person } = world;
  const live = await createLiveTarget(database, { owner_id: person.id, posted_at: now() });
  await world.inTransaction((tx) => requestSync(tx, live.post_id, now()));
  const target = await PostTarget.query(database).findById(live.id).throwIfNotFound();
  const nothing = { likes: 0, comments: 0, shares: 0, reach: null, impressions: null };
  await world.inTransaction((tx) => recordMetrics(tx, target, nothing, now()));
}

/** A schedule that nothing looked at for two days. */
async function missedSlot({ database, person }: World): Promise<void> {
  const context = { rules: createPostRules(new Map()), now: now() };
  const then = { now: seconds(-48 * 3_600) };
  const { id } = await createPostingSchedule(database, person.id, then);
  await fillSchedule(database, id, context);
}

export const happenings: Record<EventType, Happening> = {
  'batch.created': (world) => world.batch(1),
  'batch.running': (world) => world.runningBatch(1),
  'batch.paused': pausedBatch,
  'batch.resumed': async (world) => {
    const { run_id, batch_id } = await pausedBatch(world);
    await world.inTransaction((tx) => controlBatch(tx, batch_id, 'running'));
    await world.inTransaction((tx) => announceBatchState(tx, { run_id, state: 'running' }));
  },
  'batch.cancelled': async (world) => await world.endBatch(await world.runningBatch(1)),
  'batch.finished': async (world) => await world.endBatch(await world.runningBatch(0)),
  'batch.failed': async (world) =>
    await world.endBatch(await world.runningBatch(1), 'failure_rate_exceeded'),
  'batch.retried': retriedBatch,
  'image.classified': (world) => settleNewImage(world, seen),
  'image.failed': (world) => settleNewImage(world, unreadable),
  'image.deleted': async (world) => {
    const image = await createImage(world.database, world.person.id);
    await world.inTransaction((tx) => deleteImage(tx, image));
  },
  'image.reviewed': async (world) => {
    const image = await createImage(world.database, world.person.id);
    const by = { voter: { reviewer_id: world.person.id }, now: now() };
    await world.inTransaction((tx) => reviewImage(tx, image, { label: 'bruised' }, by));
  },
  'review.opened': (world) => review(world, { reviewer_id: world.person.id }),
  'review.decided': async (world) => {
    const open = await review(world);
    const decision = { decision: 'reject', content_hash: open.content_hash } as const;
    const by = { voter: { reviewer_id: world.person.id }, now: now() };
    await world.inTransaction((tx) => decideReview(tx, open, decision, by));
  },
  'review.reminded': (world) => laterReview(world, { remind_after: [60] }),
  'review.escalated': (world) => laterReview(world, { escalate_at: seconds(60) }),
  'review.expired': (world) => laterReview(world, { due_at: seconds(60) }),
  'model.ready': (world) => world.readyModel(),
  'model.refused': async (world) => {
    const { subject_id } = await world.uploadedModel();
    const refusal = { ok: false, code: 'too_slow', detail: '9 s' } as const;
    await world.inTransaction((tx) => settleCheck(tx, subject_id, refusal));
  },
  'model.activated': async (world) => {
    await world.becomes('admin');
    const { version } = await world.readyModel();
    await world.inTransaction((tx) => activateModel(tx, { version, actor_id: world.person.id }));
  },
  'shadow_run.finished': (world) => world.endShadowRun('finished'),
  'shadow_run.cancelled': (world) => world.endShadowRun('cancelled'),
  'shadow_run.failed': (world) => world.endShadowRun('failed'),
  ...accountHappenings,
  ...imageHappenings,
  ...postHappenings,
  'post.measured': measuredPost,
  'schedule.slot_skipped': missedSlot,
  'webhook_endpoint.disabled': async (world) => {
    const url = 'https://example.org/hook';
    const { endpoint } = await createEndpoint(world.database, world.person.id, { url });
    await world.inTransaction((tx) => disableFailing(tx, endpoint, 'gone', now()));
  },
  'session.revoked': async (world) => {
    const other = await openSession(world.database, world.person.id, device, now());
    await world.inTransaction((tx) => endSession(tx, other, world.person.id, now()));
  },
  'api_key.created': (world) => createKey(world.database, world.person.id),
  'api_key.revoked': async (world) => {
    const { id, owner_id } = (await createKey(world.database, world.person.id)).row;
    await world.inTransaction((tx) => revokeApiKeys(tx, { id, owner_id }, owner_id, now()));
  },
  'user.updated': editedByAdmin,
  'user.email_verified': proveAddress,
  'user.password_changed': changeOwnPassword,
  'user.profile_updated': (world) =>
    world.inTransaction(async (tx) => {
      const present = await lockProfile(tx, world.person.id);
      await changeProfile(tx, present, { bio: 'Grows plums.' }, now());
    }),
  'user.mfa_enabled': secondFactor,
  'user.mfa_disabled': async (world) => {
    const { database, seal, proof, change } = await secondFactor(world);
    await disableFactor(database, seal, proof, change);
  },
  'user.recovery_codes_changed': async (world) => {
    const { database, seal, proof, change } = await secondFactor(world);
    await renewRecoveryCodes(database, seal, proof, change);
  },
  'user.export_ready': async (world) => {
    const { id } = await world.inTransaction((tx) => requestExport(tx, world.person.id, now()));
    const built = { size: 1, rows: 1, files: 0 };
    await world.inTransaction((tx) => settleExport(tx, id, built, now()));
  },
  'user.erasure_requested': leave,
  'user.erasure_cancelled': async (world) => {
    await leave(world);
    await world.inTransaction((tx) => cancelErasure(tx, world.person.id, device, now()));
  },
  'notification.created': (world) => world.notice(),
  'notification.updated': async (world) => {
    const notice = await world.notice();
    await world.inTransaction((tx) => setRead(tx, notice, { is_read: true, now: now() }));
  },
  'notification.deleted': async (world) => {
    const notice = await world.notice();
    await world.inTransaction((tx) => deleteNotification(tx, notice));
  },
  'notification.all_read': async (world) => {
    await world.notice();
    await world.inTransaction((tx) => readAll(tx, world.person.id, now()));
  },
  'settings.updated': (world) =>
    world.inTransaction((tx) => resetSettings(tx, world.person.id, now())),
};
