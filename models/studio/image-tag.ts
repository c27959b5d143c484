import { BaseModel } from '../../foundation/base-model';
import { newId } from '../../foundation/ids';
import type { Transaction } from '../../foundation/transaction';

/** A word that an owner finds pictures by. The pictures carry the words themselves. */
export class ImageTag extends BaseModel {
  static override readonly tableName = 'studio_image_tags';

  declare id: string;
  declare owner_id: string;
  declare name: string;
  declare created_at: Date;
}

/** A tag as it is kept, so that `Autumn ` and `autumn` are one. */
export function tagName(text: string): string {
  return text.normalize('NFC').trim().toLowerCase();
}

/** Remembers tags that an owner uses; those that are new. */
export async function rememberTags(
  tx: Transaction,
  { owner_id, names, now }: { owner_id: string; names: string[]; now: Date },
): Promise<ImageTag[]> {
  if (names.length === 0) return [];
  return await tx
    .sql('studio_image_tags')
    .insert([...names].sort().map((name) => ({ id: newId(), owner_id, name, created_at: now })))
    .onConflict(['owner_id', 'name'])
    .ignore()
    .returning<ImageTag[]>('*');
}

/** Forgets a tag, and takes it from its owner's pictures; says whether it was there. */
export async function deleteTag(
  tx: Transaction,
  { owner_id, name, now }: { owner_id: string; name: string; now: Date },
): Promise<boolean> {
  const deleted = await ImageTag.query(tx.sql).where({ owner_id, name }).delete();
  await tx.sql.raw(
    `update studio_images
     set tags = array_remove(tags, ?), version = version + 1, updated_at = ?
     where id = any(array(
       select id from studio_images where owner_id = ? and tags @> array[?]::text[]
       order by id for update
     ))`,
    [name, now, owner_id, name],
  );
  return deleted > 0;
}
