/** The longest side of a thumbnail, in pixels. */
export const thumbnailSide = 256;

interface Owned {
  owner_id: string;
  id: string;
}

/** Where the thumbnail of an image lies, whoever put the original where. */
export function thumbnailKey({ owner_id, id }: Owned): string {
  return `thumbnails/${owner_id}/${id}.jpg`;
}

/** Where a larger one lies, whose longest side is so many pixels. */
export function sizedKey({ owner_id, id }: Owned, side: number): string {
  return `thumbnails/${owner_id}/${id}-${side}.jpg`;
}

/** Which image a key is the thumbnail of, and how large it is. */
export function imageOfThumbnail(key: string): (Owned & { side: number }) | null {
  const pattern = /^thumbnails\/([^/]+)\/([0-9a-f-]{36})(?:-(\d{3,4}))?\.jpg$/;
  const [, owner_id, id, side = thumbnailSide] = pattern.exec(key) ?? [];
  return owner_id === undefined || id === undefined ? null : { owner_id, id, side: Number(side) };
}
