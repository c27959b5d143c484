/** Under which the copies of a picture lie that were fitted to platforms, each under the hash of its bytes. */
export function fittedPrefix({ owner_id, id }: { owner_id: string; id: string }): string {
  return `studio/${owner_id}/fitted/${id}/`;
}
