// The pictures of a folder as bytes, repeated under other contents when more are wanted than there are.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** `count` distinct JPEG files in memory: `[{name, bytes}]`. */
export async function distinctPictures(folder, count) {
  const names = (await readdir(folder)).filter((name) => /\.jpe?g$/i.test(name)).sort();
  if (names.length === 0) throw new Error(`No JPEG pictures in ${folder}`);
  const originals = await Promise.all(
    names.slice(0, count).map((name) => readFile(path.join(folder, name))),
  );
  return Array.from({ length: count }, (_, index) => {
    const bytes = originals[index % originals.length];
    const round = Math.floor(index / originals.length);
    return { name: `${index}.jpg`, bytes: round === 0 ? bytes : withComment(bytes, round) };
  });
}

// A comment segment right after the start marker: another file, the same picture.
function withComment(bytes, number) {
  const text = Buffer.from(`copy ${number}`);
  const head = Buffer.from([0xff, 0xfe, 0, text.length + 2]);
  return Buffer.concat([bytes.subarray(0, 2), head, text, bytes.subarray(2)]);
}
