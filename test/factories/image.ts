import type { Knex } from 'knex';
import { newId } from '../../foundation/ids';
import { Image } from '../../models/classification/image';
import { shippedVersion } from '../support/shipped-version';

/** An image's row that the model was not sure of, unless told otherwise; without a picture behind it. */
export async function createImage(
  database: Knex,
  owner_id: string,
  columns: Partial<Image> = {},
): Promise<Image> {
  const id = newId();
  return await Image.query(database).insertAndFetch({
    ...{ id, owner_id, batch_id: null, filename: 'plum.png', object_key: `images/x/${id}` },
    ...{ size: 1, sha256: id.replaceAll('-', '').repeat(2), media_type: 'image/png' },
    ...{ state: 'classified', outcome: 'uncertain', label: 'bruised', confidence: 0.4 },
    ...{ model_version: shippedVersion, classified_at: new Date() },
    ...columns,
  });
}
