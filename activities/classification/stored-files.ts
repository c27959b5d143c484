// Files that their owner has put into the store already: they stay where they are and are only counted and hashed.
import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { fail } from '../../foundation/errors';
import { newId } from '../../foundation/ids';
import type { ReceivedFile } from '../../models/classification/add-images';
import { batchLimits } from '../../models/classification/limits';
import { Upload } from '../../models/classification/upload';
import type { ObjectStore } from '../clients/object-store';
import type { SourceFile } from './source-slices';

/** The files of upload places, in the order in which the batch names them. */
export async function* uploadedFiles(
  { database, objectStore }: { database: Knex; objectStore: ObjectStore },
  { upload_ids, owner_id }: { upload_ids: string[]; owner_id: string },
): AsyncIterable<SourceFile> {
  const uploads = await Upload.query(database).where({ owner_id }).findByIds(upload_ids);
  const byId = new Map(uploads.map((upload) => [upload.id, upload]));
  for (const id of upload_ids) {
    const upload = byId.get(id);
    if (!upload) continue;
    const { filename, object_key } = upload;
    yield { filename, receive: () => receiveStored(objectStore, filename, object_key) };
  }
}

/**
 * The objects below a prefix, in order of key, behind those that are known already. They are named by their place in
 * the owner's imports.
 * @throws `too_many_files` when there are more than a batch may have
 */
export async function* prefixFiles(
  objectStore: ObjectStore,
  source: {
    prefix: string;
    owner_id: string;
    known: { count: number; last_name: string | undefined };
  },
): AsyncIterable<SourceFile> {
  const { prefix, owner_id, known } = source;
  const imports = `imports/${owner_id}/`;
  const after = known.last_name === undefined ? undefined : `${imports}${known.last_name}`;
  let { count } = known;
  for await (const { key } of objectStore.list(prefix, after)) {
    if (++count > batchLimits.maxFiles) throw fail('too_many_files');
    const filename = key.slice(imports.length);
    yield { filename, receive: () => receiveStored(objectStore, filename, key) };
  }
}

async function receiveStored(
  objectStore: ObjectStore,
  filename: string,
  object_key: string,
): Promise<ReceivedFile> {
  const head = await objectStore.head(object_key);
  if (!head) return { filename, error_code: 'object_missing' };
  if (head.size === 0) return { filename, error_code: 'empty_file' };
  if (head.size > batchLimits.maxFileSize) return { filename, error_code: 'file_too_large' };
  const hash = createHash('sha256');
  for await (const chunk of await objectStore.stream(object_key)) hash.update(chunk as Buffer);
  const sha256 = hash.digest('hex');
  return { filename, object_key, image_id: newId(), size: head.size, sha256 };
}
