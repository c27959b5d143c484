// Draws the sample pictures of the demo: `node scripts/samples/draw.mjs`. The same pictures every time.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ensureInstalled } from '../install.mjs';
import { isEntry, main, root } from '../project.mjs';
import { conditions, drawPlum } from './plum.mjs';

const perCondition = 4;

/** Where the drawings are. */
export const samplesFolder = path.join(root, 'samples', 'plums');

async function draw() {
  await ensureInstalled();
  const { default: sharp } = await import('sharp');
  mkdirSync(samplesFolder, { recursive: true });
  for (const condition of conditions) {
    for (let number = 1; number <= perCondition; number += 1) {
      const svg = Buffer.from(drawPlum(condition, number));
      const jpeg = await sharp(svg).jpeg({ quality: 80, mozjpeg: true }).toBuffer();
      writeFileSync(path.join(samplesFolder, `${condition}-${number}.jpg`), jpeg);
    }
  }
}

if (isEntry(import.meta.url)) await main(draw);
