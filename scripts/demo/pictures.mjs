// Which pictures the demo sends: the files of a folder, or a ZIP as it is.
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { PlainError } from '../project.mjs';

const mostFiles = 10_000;
const accepted = new Set(['.jpg', '.jpeg', '.png', '.webp']);

/**
 * What is at a place: `{archive}` or `{files: [{path, name}], skipped}`. Files that have no name of a picture are
 * skipped; whether the others are pictures is for the product to say.
 */
export function findPictures(place) {
  const stats = statSync(place, { throwIfNoEntry: false });
  if (!stats) throw new PlainError(`There is nothing at ${place}.`);
  if (stats.isDirectory()) return filesOf(place);
  if (!isZip(place)) throw new PlainError(`${place} is neither a folder nor a ZIP.`);
  return { archive: place };
}

function filesOf(folder) {
  const entries = readEntries(folder).filter((entry) => entry.isFile());
  const visible = entries
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !path.relative(folder, file).split(path.sep).some(isHidden));
  const pictures = visible.filter((file) => accepted.has(path.extname(file).toLowerCase()));
  if (pictures.length === 0) {
    throw new PlainError(
      `There are no pictures in ${folder}: none of its files is a JPEG, PNG or WebP.`,
    );
  }
  if (pictures.length > mostFiles) {
    throw new PlainError(
      `${folder} holds ${pictures.length} pictures; a batch takes ${mostFiles} at most. Name a smaller folder.`,
    );
  }
  const files = pictures.sort().map((file) => ({ path: file, name: nameIn(folder, file) }));
  return { files, skipped: visible.length - pictures.length };
}

function readEntries(folder) {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true });
  } catch (error) {
    throw new PlainError(`${folder} cannot be read: ${error.code}.`);
  }
}

function nameIn(folder, file) {
  return path.relative(folder, file).split(path.sep).join('/');
}

function isHidden(name) {
  return name.startsWith('.') || name === '__MACOSX';
}

function isZip(file) {
  const start = Buffer.alloc(4);
  try {
    const opened = openSync(file, 'r');
    readSync(opened, start);
    closeSync(opened);
  } catch (error) {
    throw new PlainError(`${file} cannot be read: ${error.code}.`);
  }
  return ['504b0304', '504b0506'].includes(start.toString('hex'));
}
