import sharp from 'sharp';
import { crc32, deflateSync } from 'node:zlib';

/** A drawn fruit: a shaded ellipse whose colour and place follow from the number. */
export function drawFruit(number: number, width = 320, height = 240): Promise<Buffer> {
  return sharp(scene(number, width, height))
    .jpeg({ quality: 85 })
    .toBuffer();
}

/** The same drawing in the other formats that are read. */
export function drawAs(format: 'png' | 'webp', number: number): Promise<Buffer> {
  return sharp(scene(number, 320, 240))
    [format]()
    .toBuffer();
}

/** A fruit in next to no light. */
export async function drawNight(): Promise<Buffer> {
  return sharp(await drawFruit(1))
    .linear(0.05, 0)
    .jpeg()
    .toBuffer();
}

/** Rings in two colours: nothing that grows, and the same bytes every time. */
export function drawTarget(): Promise<Buffer> {
  const rings = Array.from(
    { length: 14 },
    (_, ring) =>
      `<circle cx="160" cy="120" r="${200 - ring * 14}" fill="${ring % 2 ? '#fff' : '#c00'}"/>`,
  );
  return sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="240">${rings.join('')}</svg>`,
    ),
  )
    .png()
    .toBuffer();
}

function scene(number: number, width: number, height: number): Buffer {
  const hue = (number * 47) % 360;
  const [cx, cy] = [width / 2 + ((number * 13) % 40) - 20, height / 2 + ((number * 7) % 30) - 15];
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
       <defs><radialGradient id="skin"><stop offset="0" stop-color="hsl(${hue},60%,70%)"/>
         <stop offset="1" stop-color="hsl(${hue},70%,25%)"/></radialGradient></defs>
       <rect width="100%" height="100%" fill="hsl(${(hue + 180) % 360},20%,85%)"/>
       <ellipse cx="${cx}" cy="${cy}" rx="${width / 3}" ry="${height / 3}" fill="url(#skin)"/>
     </svg>`,
  );
}

/** A PNG that claims a size and holds next to nothing: what a decoder must not believe. */
export function claimedPng(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const signature = Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  const rows = deflateSync(Buffer.alloc(1 << 16));
  const parts = [chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([signature, ...parts]);
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
