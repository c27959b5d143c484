import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { transaction } from '../../foundation/transaction';
import { type AttemptOutcome, settleAttempt } from '../../models/studio/settle-image';
import { findRunning, type RunningAttempt } from '../../models/studio/work-image';
import { pictureMediaType } from '../clients/finish-picture';
import type { ObjectStore } from '../clients/object-store';
import { ObjectMissing } from '../clients/object-store-key';

/**
 * Ends an attempt that nobody answers for: its process died, or said nothing for too long. A picture that was stored
 * before that is kept, for it was paid for; without one, nobody knows what the provider did.
 */
export async function concludeAttempt(
  { database, objectStore }: { database: Knex; objectStore: ObjectStore },
  attemptId: string,
  now: Date,
): Promise<void> {
  const running = await transaction(database, (tx) => findRunning(tx, attemptId));
  if (!running) return;
  const bytes = await objectStore.get(running.object_key).catch(nullIfMissing);
  const outcome: AttemptOutcome = bytes ? found(running, bytes) : { kind: 'unknown' };
  const isTaken = await transaction(database, (tx) => settleAttempt(tx, attemptId, outcome, now));
  if (!isTaken && bytes) await objectStore.delete([running.object_key]);
}

function found({ image, object_key }: RunningAttempt, bytes: Buffer): AttemptOutcome {
  const { width, height } = image;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const file = { object_key, sha256, size_bytes: bytes.length, media_type: pictureMediaType };
  return { kind: 'made', picture: { ...file, width, height }, told: null };
}

function nullIfMissing(error: unknown): null {
  if (error instanceof ObjectMissing) return null;
  throw error;
}
