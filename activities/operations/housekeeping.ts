// The periodic tasks, one function each. Which rows are due is asked of the database, so a repeat finds nothing to do.
import type { Client } from '@temporalio/client';
import type { Knex } from 'knex';
import { removeExpiredCodes } from '../../models/identity/one-time-code';
import { removeExpiredSessions } from '../../models/identity/session';
import { removeOldNotifications } from '../../models/messaging/change-notifications';
import { expireEvents } from '../../models/messaging/event.queries';
import { sendDueNews } from '../../models/messaging/send-due-news';
import { expiredUploadKeys, forgetUploads } from '../../models/classification/expire-uploads';
import { forgetImages, imagesDeletedBefore } from '../../models/classification/delete-image';
import {
  forgetPreviousSecrets,
  removeOldDeliveries,
} from '../../models/messaging/webhook-delivery.queries';
import { removeExpiredConnections } from '../../models/studio/account-connection';
import { fillSchedules } from '../../models/studio/fill-schedule';
import { imagesToWipe, wipeImages } from '../../models/studio/wipe-images';
import { removeOldKeys } from '../../models/operations/idempotency-key';
import { removeUnusedQuotas } from '../../models/operations/rate-limit';
import type { HousekeepingActivities, HousekeepingTask } from '../../workflows/operations/contract';
import { fittedPrefix } from '../clients/fitted-key';
import type { ObjectStore } from '../clients/object-store';
import { createPostRules } from '../clients/platforms/post-rules';
import type { Platforms } from '../clients/platforms/platforms';
import { largerKeys, thumbnailKey } from '../clients/thumbnail-key';
import { withHeartbeat } from '../heartbeat';
import { ensureWorkflows } from './ensure-workflows';

export interface HousekeepingDependencies {
  database: Knex;
  temporal: Client;
  objectStore: ObjectStore;
  platforms: Platforms;
}

const day = 86_400_000;
const slice = 500;

/** An instant so many days before now. */
type Ago = (days: number) => Date;

type Task = (dependencies: HousekeepingDependencies, ago: Ago) => Promise<number>;

/** How long what is kept, and how it goes. Events and read notices: 90 days; keys: 1 day; sessions, deleted pictures and deliveries: 30. */
const tasks: Record<HousekeepingTask, Task> = {
  'ensure-workflows': (dependencies) => ensureWorkflows(dependencies),
  'expire-events': ({ database }, ago) => expireEvents(database, ago(90)),
  'expire-sessions': ({ database }, ago) => removeExpiredSessions(database, ago(30)),
  'expire-idempotency-keys': ({ database }, ago) => removeOldKeys(database, ago(1)),
  'expire-one-time-codes': async ({ database }, ago) =>
    (await removeExpiredCodes(database, ago(1))) +
    (await removeExpiredConnections(database, ago(0))),
  'expire-rate-limits': ({ database }, ago) => removeUnusedQuotas(database, ago(0)),
  'remove-expired-uploads': async ({ database, objectStore }, ago) =>
    await inSlices(async () => {
      const uploads = await expiredUploadKeys(database, { before: ago(1), limit: slice });
      await objectStore.delete(uploads.map((upload) => upload.object_key));
      await forgetUploads(
        database,
        uploads.map((upload) => upload.id),
      );
      return uploads.length;
    }),
  'remove-webhook-deliveries': async ({ database }, ago) => {
    const secrets = await forgetPreviousSecrets(database, ago(0));
    const remove = () => removeOldDeliveries(database, { before: ago(30), limit: slice });
    return secrets + (await inSlices(remove));
  },
  'remove-deleted-images': async (dependencies, ago) =>
    (await inSlices(() => removeImages(dependencies, ago))) +
    (await inSlices(() => removeStudioImages(dependencies, ago))),
  'remove-old-notifications': ({ database }, ago) => removeOldNotifications(database, ago(90)),
  'send-due-news': ({ database }, ago) => sendDueNews(database, ago(0)),
  'fill-schedules': ({ database, platforms }, ago) =>
    fillSchedules(database, { rules: createPostRules(platforms), now: ago(0) }),
};

async function removeImages(
  { database, objectStore }: HousekeepingDependencies,
  ago: Ago,
): Promise<number> {
  const images = await imagesDeletedBefore(database, { before: ago(30), limit: slice });
  const originals = images.map((image) => image.object_key).filter(isOurs);
  await objectStore.delete([...originals, ...images.map(thumbnailKey)]);
  await forgetImages(
    database,
    images.map((image) => image.id),
  );
  return images.length;
}

async function removeStudioImages(
  { database, objectStore }: HousekeepingDependencies,
  ago: Ago,
): Promise<number> {
  const images = await imagesToWipe(database, { before: ago(30), limit: slice });
  const originals = images.flatMap(({ object_key }) => object_key ?? []);
  const smaller = images.flatMap((image) => [thumbnailKey(image), ...largerKeys(image)]);
  const fitted: string[] = [];
  for (const image of images) {
    for await (const { key } of objectStore.list(fittedPrefix(image))) fitted.push(key);
  }
  await objectStore.delete([...originals, ...smaller, ...fitted]);
  await wipeImages(
    database,
    images.map((image) => image.id),
  );
  return images.length;
}

/** What lies under `imports/` was put there by its owner, who also takes it away. */
function isOurs(key: string): boolean {
  return !key.startsWith('imports/');
}

async function inSlices(step: () => Promise<number>): Promise<number> {
  let total = 0;
  for (let done = slice; done === slice; total += done) done = await step();
  return total;
}

/** The activity behind every Schedule. */
export function createHousekeepingActivities(
  dependencies: HousekeepingDependencies,
): HousekeepingActivities {
  return {
    keepHouse: ({ task, now }) => {
      const ago: Ago = (days) => new Date(Date.parse(now) - days * day);
      return withHeartbeat(() => tasks[task](dependencies, ago));
    },
  };
}
