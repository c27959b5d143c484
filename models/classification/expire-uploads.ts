import type { Knex } from 'knex';
import { Upload } from './upload';

/** Upload places that expired before the date and that no batch took. */
export async function expiredUploadKeys(
  database: Knex,
  { before, limit }: { before: Date; limit: number },
): Promise<Upload[]> {
  return await Upload.query(database)
    .whereNull('batch_id')
    .where('expires_at', '<', before)
    .limit(limit);
}

/** Removes the rows of upload places whose objects are gone. */
export async function forgetUploads(database: Knex, ids: string[]): Promise<void> {
  await Upload.query(database).whereIn('id', ids).delete();
}
