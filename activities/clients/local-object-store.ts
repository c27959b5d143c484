import { randomUUID } from 'node:crypto';
import { constants, createWriteStream } from 'node:fs';
import { access, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Clock } from '../../foundation/clock';
import { LocalFolders } from './local-folders';
import { listLocalObjects } from './local-object-store-list';
import { createLocalUrlSigner } from './local-object-store-url';
import type { ObjectStore, PutOptions, StoredObject } from './object-store';
import { Digest, digestOf } from './object-store-digest';
import { assertObjectKey, ObjectMissing } from './object-store-key';

interface LocalUrls {
  secretKey: string;
  /** Where the API, which serves the signed URLs, is reached. */
  publicUrl: string;
}

/** Objects as files of a folder. Unfinished ones lie in a hidden folder beside them, so that a rename is atomic. */
export function createLocalObjectStore(folder: string, urls: LocalUrls, clock: Clock): ObjectStore {
  const root = resolve(folder);
  const unfinished = join(root, '.unfinished');
  const folders = new LocalFolders();
  const signer = createLocalUrlSigner(urls, clock);

  function pathOf(key: string): string {
    assertObjectKey(key);
    return join(root, key);
  }

  async function prepare(): Promise<void> {
    await mkdir(unfinished, { recursive: true });
  }

  async function put(key: string, body: Buffer | Readable, options: PutOptions) {
    const target = pathOf(key);
    const temporary = join(unfinished, randomUUID());
    await Promise.all([folders.provide(unfinished), folders.provide(dirname(target))]);
    try {
      const stored = await write(temporary, body, options.size);
      await rename(temporary, target);
      return stored;
    } catch (error) {
      folders.forget();
      await rm(temporary, { force: true });
      throw error;
    }
  }

  async function stream(key: string): Promise<Readable> {
    const file = await open(pathOf(key)).catch((error: unknown) => missingOr(error, key));
    return file.createReadStream();
  }

  return {
    put,
    stream,
    prepare,
    localPath: pathOf,
    get: (key) => readFile(pathOf(key)).catch((error: unknown) => missingOr(error, key)),
    head: async (key) => {
      const found = await stat(pathOf(key)).catch(() => null);
      return found?.isFile() ? { size: found.size } : null;
    },
    delete: async (keys) => {
      const paths = keys.map(pathOf);
      for (const path of paths) await rm(path, { force: true });
    },
    list: (prefix, after) => listLocalObjects(root, prefix, after),
    signedGetUrl: (key, options) => Promise.resolve(signer.get(key, options)),
    signedPutUrl: (key, options) => Promise.resolve(signer.put(key, options)),
    check: async () => {
      await prepare();
      await access(unfinished, constants.R_OK | constants.W_OK | constants.X_OK);
    },
  };
}

async function write(path: string, body: Buffer | Readable, size?: number): Promise<StoredObject> {
  if (Buffer.isBuffer(body)) {
    const stored = digestOf(body, size);
    await writeFile(path, body);
    return stored;
  }
  const digest = new Digest(size);
  await pipeline(body, digest, createWriteStream(path));
  return digest.result();
}

function missingOr(error: unknown, key: string): never {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') throw new ObjectMissing(key);
  throw error;
}
