// Reads one entry of a ZIP archive with Node alone: wheels are ZIP archives (APPNOTE.TXT sections 4.3.7, 4.3.12, 4.3.16).
import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';

/** Writes the entry whose name satisfies `matches` to `target`. */
export async function extractEntry(archive, matches, target) {
  const file = await open(archive);
  try {
    const entry = (await listEntries(file)).find(({ name }) => matches(name));
    if (!entry) throw new Error(`${archive} does not contain what was looked for`);
    const start = await dataStart(file, entry.offset);
    const end = start + entry.compressedSize - 1;
    const source = createReadStream(archive, { start, end });
    const sink = createWriteStream(target, { mode: 0o755 });
    if (entry.method === 0) await pipeline(source, sink);
    else if (entry.method === 8) await pipeline(source, createInflateRaw(), sink);
    else throw new Error(`${archive} uses compression method ${entry.method}`);
    if (sink.bytesWritten !== entry.size) throw new Error(`${archive} is damaged`);
  } finally {
    await file.close();
  }
}

async function listEntries(file) {
  const { size } = await file.stat();
  const tail = await readAt(file, Math.max(0, size - 65_557), Math.min(size, 65_557));
  const at = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (at < 0) throw new Error('not a ZIP archive');
  const directory = await readAt(file, tail.readUInt32LE(at + 16), tail.readUInt32LE(at + 12));
  const entries = [];
  for (let offset = 0; offset + 46 <= directory.length;) {
    const nameLength = directory.readUInt16LE(offset + 28);
    entries.push({
      name: directory.toString('utf8', offset + 46, offset + 46 + nameLength),
      method: directory.readUInt16LE(offset + 10),
      compressedSize: directory.readUInt32LE(offset + 20),
      size: directory.readUInt32LE(offset + 24),
      offset: directory.readUInt32LE(offset + 42),
    });
    const extra = directory.readUInt16LE(offset + 30) + directory.readUInt16LE(offset + 32);
    offset += 46 + nameLength + extra;
  }
  return entries;
}

// The local header repeats the name, with an extra field of its own length.
async function dataStart(file, offset) {
  const header = await readAt(file, offset, 30);
  return offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
}

async function readAt(file, position, length) {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}
