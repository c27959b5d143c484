import { startImageBatch } from '../../models/classification/start-image-batch';
import { findBatch } from '../../models/operations/batch.queries';
import type { Context, ReplyOf } from '../operation';
import { receiveForm } from './batch-form';
import { absentUploads, type BatchInput, namedInput } from './batch-input';
import type { FileIntake } from './file-intake';
import { batchReply } from './show-batch';

/** Receives what is to be classified and creates the batch; when that fails, nothing is left in the store. */
export async function acceptBatch(
  context: Context<'createBatch'>,
  id: string,
  intake: FileIntake,
): Promise<ReplyOf<'createBatch'>> {
  const { services, user, body } = context;
  const isKept = async (): Promise<boolean> =>
    (await findBatch(services.database, id, 'classification')) !== undefined;
  return await intake.guard(isKept, async () => {
    const input = body ? namedInput(body, user.id) : await receiveForm(context, id, intake);
    return await start(context, id, input);
  });
}

async function start(
  context: Context<'createBatch'>,
  id: string,
  { name, options = {}, source, files }: BatchInput,
): Promise<ReplyOf<'createBatch'>> {
  const { user, services } = context;
  const { objectStore, clock } = services;
  const absent = await absentUploads(objectStore, source, user.id);
  const now = clock.now();
  const batch = { id, owner_id: user.id, name: name ?? dateOf(now, user.timezone) };
  return await context.transaction(async (tx) => {
    const unneeded = await startImageBatch(tx, { ...batch, source, options, files, absent, now });
    tx.afterCommit(() => objectStore.delete(unneeded));
    return await batchReply(202, context, { database: tx.sql, id });
  });
}

/** The name of a batch that was given none: the date where its owner is, as in 2026-09-14. */
function dateOf(now: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(now);
}
