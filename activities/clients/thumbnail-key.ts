/** The longest side of a thumbnail, in pixels. */
export const thumbnailSide = 256;

/** Longest sides of the larger JPEGs that pictures of the studio have besides, in pixels. */
export const largerSides = [512, 1024, 2048] as const;

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

/** Where all larger ones lie, as far as they were made. */
export function largerKeys(image: Owned): string[] {
  return largerSides.map((side) => sizedKey(image, side));
}

/** Which image a key is the thumbnail of, and how large it is. */
export function imageOfThumbnail(key: string): (Owned & { side: number }) | null {
  const pattern = /^thumbnails\/([^/]+)\/([0-9a-f-]{36})(?:-(\d{3,4}))?\.jpg$/;
  const [, owner_id, id, side = thumbnailSide] = pattern.exec(key) ?? [];
  return owner_id === undefined || id === undefined ? null : { owner_id, id, side: Number(side) };
}
