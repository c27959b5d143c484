import { Batch } from '../../../models/operations/batch';
import { greetingName, type MailLoader } from '../mail-loader';

/** How a batch ended; nothing when it is gone. Counts are those of that end: a retry may have changed the batch since. */
export const loadBatchFinished: MailLoader<'batch-finished'> = async (
  { database, appUrl },
  { data },
  user,
) => {
  const batch = await Batch.query(database).findById(String(data['batch_id']));
  if (!batch) return null;
  const count = (name: string): number => Number(data[name] ?? 0);
  const { outcome } = data;
  return {
    name: greetingName(user),
    batch: batch.name,
    outcome: outcome === 'failed' || outcome === 'cancelled' ? outcome : 'finished',
    total: count('total'),
    succeeded: count('succeeded'),
    failed: count('failed'),
    cancelled: count('cancelled'),
    url: `${appUrl}/batches/${batch.id}`,
  };
};
