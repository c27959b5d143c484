// Pictures and other files as bytes.
import { crc32, deflateSync } from 'node:zlib';

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

function header(width: number, height: number): Buffer {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  // Eight bits a sample, red, green and blue.
  data[8] = 8;
  data[9] = 2;
  return chunk('IHDR', data);
}

const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** A picture of one colour; another seed is another picture. */
export function picture(seed: number): Buffer {
  const row = Buffer.alloc(1 + 8 * 3);
  row.writeUInt32BE(seed, 1);
  const pixels = Buffer.concat(Array.from({ length: 8 }, () => row));
  const data = chunk('IDAT', deflateSync(pixels));
  return Buffer.concat([signature, header(8, 8), data, chunk('IEND', Buffer.alloc(0))]);
}

/** A small file that claims to be 60,000 pixels wide and high. */
export const hugePicture = Buffer.concat([
  signature,
  header(60_000, 60_000),
  chunk('IDAT', deflateSync(Buffer.alloc(1_000))),
]);

export const drawing = Buffer.from(
  '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
);
