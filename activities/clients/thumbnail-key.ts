/** Where the thumbnail of an image lies, whoever put the original where. */
export function thumbnailKey({ owner_id, id }: { owner_id: string; id: string }): string {
  return `thumbnails/${owner_id}/${id}.jpg`;
}

/** Which image a key is the thumbnail of. */
export function imageOfThumbnail(key: string): { owner_id: string; id: string } | null {
  const [, owner_id, id] = /^thumbnails\/([^/]+)\/([^/]+)\.jpg$/.exec(key) ?? [];
  return owner_id === undefined || id === undefined ? null : { owner_id, id };
}
