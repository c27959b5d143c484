import { fail } from '../../foundation/errors';
import type { Transaction } from '../../foundation/transaction';
import { Upload } from './upload';

/** Which uploads a batch takes, and when. */
export interface TakenUploads {
  owner_id: string;
  batch_id: string;
  upload_ids: string[];
  /** Those of them to whose place nothing was sent. */
  absent: ReadonlySet<string>;
  now: Date;
}

/**
 * Gives uploads to a batch, which must exist; nobody else can take them after that.
 * @throws `upload_missing` (422) for what is absent or not the owner's, `upload_expired` (410), `conflict` (409) for
 * what another batch has taken
 */
export async function takeUploads(
  tx: Transaction,
  { owner_id, batch_id, upload_ids, absent, now }: TakenUploads,
): Promise<void> {
  const uploads = await Upload.query(tx.sql)
    .where({ owner_id })
    .whereRaw('id = any(?::uuid[])', [upload_ids])
    .orderBy('id')
    .forUpdate();
  const known = new Map(uploads.map((upload) => [upload.id, upload]));
  refuse(upload_ids, 'upload_missing', (id) => !known.has(id));
  refuse(upload_ids, 'conflict', (id) => known.get(id)?.batch_id !== null);
  refuse(upload_ids, 'upload_expired', (id) => (known.get(id)?.expires_at ?? now) <= now);
  refuse(upload_ids, 'upload_missing', (id) => absent.has(id));
  await Upload.query(tx.sql)
    .where({ owner_id })
    .whereRaw('id = any(?::uuid[])', [upload_ids])
    .patch({ batch_id });
}

/** Throws the code for those ids, each named by its place in the request. */
function refuse(
  ids: string[],
  code: 'upload_missing' | 'upload_expired' | 'conflict',
  isWrong: (id: string) => boolean,
): void {
  const wrong = ids.flatMap((id, index) => (isWrong(id) ? [index] : []));
  if (wrong.length === 0) return;
  const errors = wrong.slice(0, 50).map((index) => ({
    pointer: `/source/upload_ids/${index}`,
    code,
    detail: detailOf[code],
  }));
  throw fail(code, detailOf[code], errors);
}

const detailOf = {
  upload_missing: 'There is no such upload, or nothing was sent to its place.',
  upload_expired: 'The place has expired.',
  conflict: 'Another batch has taken the upload.',
};
