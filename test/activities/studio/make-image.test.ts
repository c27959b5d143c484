import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createLocalObjectStore } from '../../../activities/clients/local-object-store';
import type {
  CallOutcome,
  ImageProvider,
} from '../../../activities/clients/image-providers/provider';
import { createImageCall } from '../../../activities/studio/generate-image';
import { systemClock } from '../../../foundation/clock';
import { newId } from '../../../foundation/ids';
import { createLogger } from '../../../foundation/logging';
import { ImageAttempt } from '../../../models/studio/image-attempt';
import { StudioImage } from '../../../models/studio/studio-image';
import { createOwner } from '../../factories/owner';
import { createStudioImage, redAndBlue } from '../../factories/studio-image';
import { openTestDatabase, type TestKnex } from '../../support/knex';

let test: TestKnex;
let folder: string;
beforeAll(async () => {
  test = await openTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'relais-call-'));
});
afterAll(async () => {
  await test.close();
  await rm(folder, { recursive: true, force: true });
});

const secretKey = 'a secret that only the tests know, long enough';

it('a call that is under way when its worker is shut down goes on, and its picture is kept', async () => {
  const { database } = test;
  const owner_id = await createOwner(database);
  const nothing = { object_key: null, sha256: null, generated_at: null };
  const image = await createStudioImage(database, owner_id, { status: 'pending', ...nothing });
  const attempt_id = newId();
  const scheduled = new Date('2026-06-10T08:00:00Z');
  await ImageAttempt.query(database).insert({
    ...{ id: attempt_id, image_id: image.id, owner_id, number: 1, provider: 'slow', model: 'm' },
    ...{ state: 'running', claim: 'one', cost_micros: 0, started_at: scheduled },
  });
  const environment = new MockActivityEnvironment();
  const provider: ImageProvider = {
    ...{ name: 'slow', model: 'm', takes_seed: false, source: 'trainedAlgorithmicMedia' },
    price: () => 0,
    make: async (_request, signal): Promise<CallOutcome> => {
      environment.cancel('WORKER_SHUTDOWN');
      if (signal.aborted) return { kind: 'unknown' };
      const told = { model: 'm', seed: null, cost_micros: 0 };
      return { kind: 'made', bytes: await redAndBlue(), ...told };
    },
  };
  const publicUrl = 'http://127.0.0.1';
  const objectStore = createLocalObjectStore(folder, { secretKey, publicUrl }, systemClock);
  await objectStore.prepare();
  const { makeImage } = createImageCall({
    ...{ database, objectStore, clock: systemClock, providers: [provider] },
    logger: createLogger({ logLevel: 'silent' }, 'test'),
  });
  const asked = Date.now();
  await environment.run(makeImage, { attempt_id, now: scheduled.toISOString() });
  const kept = await StudioImage.query(database).findById(image.id).throwIfNotFound();
  expect(kept).toMatchObject({ status: 'generated', provider: 'slow' });
  // What it waited in the queue is no part of it.
  const attempt = await ImageAttempt.query(database).findById(attempt_id).throwIfNotFound();
  expect(attempt.started_at.getTime()).toBeGreaterThanOrEqual(asked);
});
