import { newId } from '../../foundation/ids';
import type { Knex } from 'knex';
import { Upload } from './upload';

/** How long a place accepts bytes, and a batch accepts it. */
export const uploadLifeSeconds = 3_600;

/** A file that its owner is going to upload. */
export interface AnnouncedFile {
  filename: string;
  content_type: string;
  size: number;
}

/** Reserves a place per file, in their order. */
export async function openUploads(
  database: Knex,
  { owner_id, now }: { owner_id: string; now: Date },
  files: AnnouncedFile[],
): Promise<Upload[]> {
  const expires_at = new Date(now.getTime() + uploadLifeSeconds * 1_000);
  const rows = files.map((file) => {
    const id = newId();
    return { id, owner_id, object_key: `uploads/${owner_id}/${id}`, ...file, expires_at };
  });
  return await Upload.query(database).insert(rows);
}
