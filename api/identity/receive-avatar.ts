import { renderAvatar } from '../../activities/clients/avatar-picture';
import { UnreadablePicture } from '../../activities/clients/classifier-input';
import type { ObjectStore } from '../../activities/clients/object-store';
import { fail } from '../../foundation/errors';
import type { AvatarStore } from '../../models/identity/avatar';
import { inspectImage } from '../../models/classification/inspect-image';
import { readHead } from '../classification/arriving-bytes';
import { problemOfItem } from '../classification/item-problem';
import { readForm, type FormLimits } from '../multipart';
import type { Context } from '../operation';

const mebibyte = 1024 * 1024;
const limits: FormLimits = {
  // A second one is refused for what it is: a field that comes once.
  files: 2,
  fileBytes: 5 * mebibyte,
  totalBytes: 6 * mebibyte,
  oversized: 'refuse',
};
/** Enough for the signature; what is no picture is refused before the rest of it arrives. */
const headBytes = 4096;

/** The picture of the form, drawn anew. */
export async function receiveAvatar(context: Context<'setAvatar'>): Promise<Buffer> {
  let picture: Buffer | undefined;
  await readForm(context, limits, async ({ stream }) => {
    const { head, rest } = await readHead(stream, headBytes);
    const found = inspectImage(head, { complete: rest === null });
    if (!found.ok) throw problemOfItem(found.error_code, found.detail);
    const chunks = [head];
    for (let next = await rest?.next(); next && !next.done; next = await rest?.next()) {
      chunks.push(next.value);
    }
    picture = await renderAvatar(Buffer.concat(chunks)).catch(refused);
  });
  // The form was held to the contract, which requires the picture.
  if (!picture) throw fail('internal');
  return picture;
}

function refused(error: unknown): never {
  if (error instanceof UnreadablePicture) throw problemOfItem(error.error_code, error.message);
  throw error;
}

/** Avatars in the object store. */
export function avatarStore(objectStore: ObjectStore): AvatarStore {
  return {
    put: async (key, bytes) => {
      await objectStore.put(key, bytes, { contentType: 'image/webp', size: bytes.length });
    },
    delete: (key) => objectStore.delete([key]),
  };
}
