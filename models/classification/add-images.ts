import { newId } from '../../foundation/ids';
import type { Transaction } from '../../foundation/transaction';
import type { ItemErrorCode } from '../operations/batch-item';
import type { BatchRun } from '../operations/batch-run';

/** A file that was stored under its key and hashed, but not yet decoded. */
export interface StoredFile {
  filename: string;
  object_key: string;
  size: number;
  /** Hexadecimal SHA-256 of the bytes. */
  sha256: string;
  /** The id that the object's key was made of. */
  image_id: string;
}

/** A file that could not be taken; it becomes an item that says why. */
export interface RefusedFile {
  filename: string;
  error_code: ItemErrorCode;
}

export type ReceivedFile = StoredFile | RefusedFile;

/**
 * Adds files to a run as images and items, in order, starting at `position`. A file whose content the batch holds
 * already becomes an item that failed with `duplicate_in_batch`. Files at positions that exist are skipped, so a
 * collection that is repeated adds nothing.
 * @returns the keys of duplicates, whose objects nobody needs
 */
export async function addImages(
  tx: Transaction,
  run: Pick<BatchRun, 'id' | 'batch_id' | 'owner_id'>,
  files: ReceivedFile[],
  position = 0,
): Promise<string[]> {
  const rows = files.map((file, index) => ({
    ...file,
    item_id: newId(),
    position: position + index,
  }));
  const { rows: added } = await tx.sql.raw<{ rows: { object_key: string; code: string }[] }>(
    `with given as (
       select *, row_number() over (partition by sha256 order by position) as nth
       from jsonb_to_recordset(?::jsonb) as g(item_id uuid, image_id uuid, position int,
         filename text, object_key text, size bigint, sha256 text, error_code text)
     ), judged as (
       select g.*, case when g.error_code is not null then g.error_code
         when g.nth > 1 or exists (
           select 1 from classification_images i where i.batch_id = ? and i.sha256 = g.sha256
         ) then 'duplicate_in_batch' end as code
       from given g where not exists (
         select 1 from batch_items b where b.batch_id = ? and b.position = g.position
       )
     ), images as (
       insert into classification_images (id, owner_id, batch_id, filename, object_key, size, sha256)
       select image_id, ?, ?, filename, object_key, size, sha256 from judged where code is null
     ), items as (
       insert into batch_items (id, batch_id, owner_id, run_id, position, run_position,
         subject_id, source_name, state, error_code, finished_at)
       select item_id, ?, ?, ?, position, position,
         case when code is null then image_id end, filename,
         case when code is null then 'pending' else 'failed' end,
         code, case when code is not null then now() end
       from judged
     ), counted as (
       update batches set failed = failed + (select count(*) from judged where code is not null)
       where id = ? and exists (select 1 from judged where code is not null)
     )
     select object_key, code from judged where code = 'duplicate_in_batch'`,
    [
      JSON.stringify(rows),
      ...[run.batch_id, run.batch_id],
      ...[run.owner_id, run.batch_id],
      ...[run.batch_id, run.owner_id, run.id],
      run.batch_id,
    ],
  );
  return added.map((row) => row.object_key);
}
