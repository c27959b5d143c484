import { type EditedPicture, editPicture } from '../../activities/clients/picture-editor';
import { fail } from '../../foundation/errors';
import { newId } from '../../foundation/ids';
import type { Transaction } from '../../foundation/transaction';
import { owned } from '../../models/identity/can';
import { addVersion } from '../../models/studio/add-version';
import { EditImpossible } from '../../models/studio/image-edit';
import type { StudioImage } from '../../models/studio/studio-image';
import { findStudioImage, lockStudioImage } from '../../models/studio/studio-image.queries';
import { recordForeignChange } from '../foreign-change';
import type { Context } from '../operation';

type EditContext = Context<'editStudioImage'>;

const contentType = 'image/png';

/** An edited picture whose bytes are stored, without a row yet. */
interface StoredEdit extends Omit<EditedPicture, 'bytes'> {
  id: string;
  object_key: string;
  size_bytes: number;
}

/** Edits a picture of the user's and stores what came of it. */
export async function storeEdit({
  user,
  params,
  body,
  services,
}: EditContext): Promise<StoredEdit> {
  const found = await findStudioImage(services.database, params.id);
  const { object_key: original, owner_id } = owned(user, 'studio.use', found);
  if (original === null) throw fail('image_not_made');
  const read = () => services.objectStore.get(original);
  const readOther = (imageId: string) => otherPicture(services, { owner_id, imageId });
  const { bytes, ...edited } = await editPicture(read, body.edits, readOther).catch(refused);
  const id = newId();
  const object_key = `studio/${owner_id}/${id}.png`;
  await services.objectStore.put(object_key, bytes, { contentType, size: bytes.length });
  return { id, object_key, size_bytes: bytes.length, ...edited };
}

/** The bytes of a picture of the same owner that may be laid on another; null where there is none. */
async function otherPicture(
  { database, objectStore }: EditContext['services'],
  { owner_id, imageId }: { owner_id: string; imageId: string },
): Promise<Buffer | null> {
  const other = await findStudioImage(database, imageId);
  if (other?.owner_id !== owner_id || other.object_key === null) return null;
  return other.status === 'rejected' ? null : await objectStore.get(other.object_key);
}

/** Makes a stored edit a version of the picture, if that is still there. */
export async function keepEdit(
  tx: Transaction,
  context: EditContext,
  stored: StoredEdit,
): Promise<StudioImage> {
  const { user, params, body, services } = context;
  const { edits, title } = body;
  const parent = owned(user, 'studio.use', await lockStudioImage(tx, params.id));
  const version = {
    ...stored,
    media_type: contentType,
    edits,
    ...(title !== undefined && { title }),
  };
  const added = await addVersion(tx, parent, version, services.clock.now());
  const changes = { parent_id: parent.id };
  await recordForeignChange(tx, context, added, { action: 'studio_image.edit', changes });
  return added;
}

/** Removes what was stored, unless its row is there after all: an answer may be lost after a commit. */
export async function dropEdit(
  { database, objectStore }: EditContext['services'],
  { id, object_key }: StoredEdit,
): Promise<void> {
  const kept = await findStudioImage(database, id).catch(() => true);
  if (!kept) await objectStore.delete([object_key]).catch(() => undefined);
}

function refused(error: unknown): never {
  if (!(error instanceof EditImpossible)) throw error;
  const { index, code, message } = error;
  throw fail('image_edit_impossible', undefined, [
    { pointer: `/edits/${index}`, code, detail: message },
  ]);
}
