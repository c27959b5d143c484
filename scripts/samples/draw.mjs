// Draws the sample pictures of the demo: `node scripts/samples/draw.mjs`. The same pictures every time.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ensureInstalled } from '../install.mjs';
import { isEntry, main, root } from '../project.mjs';
import { conditions, drawPlum, side } from './plum.mjs';

const perCondition = 4;

/** Where the drawings are. */
export const samplesFolder = path.join(root, 'samples', 'plums');

async function draw() {
  await ensureInstalled();
  const { default: sharp } = await import('sharp');
  mkdirSync(samplesFolder, { recursive: true });
  for (const condition of conditions) {
    for (let number = 1; number <= perCondition; number += 1) {
      const raw = { width: side, height: side, channels: 3 };
      const jpeg = await sharp(drawPlum(condition, number), { raw })
        .blur(0.6)
        .jpeg({ quality: 85, mozjpeg: true })
        .toBuffer();
      writeFileSync(path.join(samplesFolder, `${condition}-${number}.jpg`), jpeg);
    }
  }
}

if (isEntry(import.meta.url)) await main(draw);
