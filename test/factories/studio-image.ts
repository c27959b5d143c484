import type { Knex } from 'knex';
import sharp from 'sharp';
import type { ObjectStore } from '../../activities/clients/object-store';
import { newId } from '../../foundation/ids';
import { transaction } from '../../foundation/transaction';
import { reviewStudioImage } from '../../models/studio/image-review';
import { StudioImage } from '../../models/studio/studio-image';

/** The row of a picture that was made and waits for its review, unless told otherwise; without bytes behind it. */
export async function createStudioImage(
  database: Knex,
  owner_id: string,
  columns: Partial<StudioImage> = {},
): Promise<StudioImage> {
  const id = newId();
  const now = new Date();
  const image = await StudioImage.query(database).insertAndFetch({
    ...{ id, owner_id, status: 'generated', prompt: 'a basket of plums', quality: 'standard' },
    ...{ width: 320, height: 240, seed: 7, provider: 'offline', model: 'test' },
    ...{ object_key: `studio/${owner_id}/${id}.png`, media_type: 'image/png', size_bytes: 1 },
    ...{ sha256: id.replaceAll('-', '').repeat(2), generated_at: now, tags: [] },
    ...columns,
  });
  if (image.status === 'generated') {
    await transaction(database, (tx) => reviewStudioImage(tx, image, now));
  }
  return image;
}

/** What pictures say of their origin. */
export const provenance = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"/></rdf:RDF></x:xmpmeta>`;

/** A picture of 320 x 240 pixels: red on the left, blue on the right. */
export async function redAndBlue(): Promise<Buffer> {
  const right = {
    create: { width: 160, height: 240, channels: 3 as const, background: '#2020d0' },
  };
  const create = { width: 320, height: 240, channels: 3 as const, background: '#d02020' };
  const drawn = sharp({ create }).composite([{ input: right, left: 160, top: 0 }]);
  return await drawn.withXmp(provenance).png().toBuffer();
}

/** The same with bytes. */
export async function createStoredImage(
  database: Knex,
  store: ObjectStore,
  owner_id: string,
  columns: Partial<StudioImage> = {},
): Promise<StudioImage> {
  const id = newId();
  const bytes = await redAndBlue();
  const object_key = `studio/${owner_id}/${id}.png`;
  const { sha256 } = await store.put(object_key, bytes, { contentType: 'image/png' });
  const stored = { object_key, sha256, size_bytes: bytes.length };
  return await createStudioImage(database, owner_id, { id, ...stored, ...columns });
}
