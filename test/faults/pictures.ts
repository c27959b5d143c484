import sharp from 'sharp';

/** Small JPEG files that are all different: one drawing, each copy with a comment of its own. */
export async function manyPictures(count: number): Promise<File[]> {
  const background = { r: 90, g: 40, b: 110 };
  const drawing = await sharp({ create: { width: 64, height: 64, channels: 3, background } })
    .jpeg()
    .toBuffer();
  return Array.from({ length: count }, (_, n) => {
    const name = `plum-${n}.jpg`;
    return new File([withComment(drawing, `${name} ${Math.random()}`)], name);
  });
}

/** Puts a comment segment (ITU-T T.81, B.2.4.5) behind the start marker. */
function withComment(jpeg: Buffer, comment: string): Uint8Array<ArrayBuffer> {
  const text = Buffer.from(comment);
  const segment = Buffer.from([0xff, 0xfe, 0, text.length + 2]);
  return new Uint8Array(Buffer.concat([jpeg.subarray(0, 2), segment, text, jpeg.subarray(2)]));
}
