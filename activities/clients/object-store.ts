import type { Readable } from 'node:stream';
import { systemClock, type Clock } from '../../foundation/clock';
import type { Config } from '../../foundation/config';
import { createLocalObjectStore } from './local-object-store';
import { createS3ObjectStore } from './s3-object-store';

/** What a put object turned out to be: counted and hashed while it streamed by. */
export interface StoredObject {
  size: number;
  /** Hexadecimal SHA-256 of the bytes. */
  sha256: string;
}

export interface PutOptions {
  contentType: string;
  /** When known, a body of any other length is refused and nothing is stored. */
  size?: number;
}

export interface SignedGetOptions {
  /** Seconds the URL works, at least: it is rounded up so that a picture keeps its URL for a while and is cached. */
  expiresIn: number;
  contentType: string;
  /** Name under which a browser saves the object. */
  filename?: string;
}

export interface SignedPutOptions {
  expiresIn: number;
  contentType: string;
  /** Bytes at most. S3 cannot hold a presigned PUT to a limit: without `size`, check with `head` before using it. */
  maxSize: number;
  /** The declared size. When given, both drivers refuse a longer upload (S3: any other length). */
  size?: number;
}

/** An upload place: send the bytes with this method and these headers to this URL. */
export interface SignedPut {
  url: string;
  method: 'PUT';
  headers: Record<string, string>;
}

/** Bytes under generated keys. Two drivers, one contract: a local folder and S3. */
export interface ObjectStore {
  /** Stores all of the body or nothing; an object that exists is replaced in one step. */
  put(key: string, body: Buffer | Readable, options: PutOptions): Promise<StoredObject>;
  /** The whole object; throws `ObjectMissing`. */
  get(key: string): Promise<Buffer>;
  /** The object as a stream; throws `ObjectMissing` before the first byte. */
  stream(key: string): Promise<Readable>;
  head(key: string): Promise<{ size: number } | null>;
  /** Deletes what exists; keys that do not are no error. */
  delete(keys: string[]): Promise<void>;
  /** Objects whose key starts with `prefix`, in order of key, those after `after` only. */
  list(prefix: string, after?: string): AsyncIterable<{ key: string; size: number }>;
  signedGetUrl(key: string, options: SignedGetOptions): Promise<string>;
  signedPutUrl(key: string, options: SignedPutOptions): Promise<SignedPut>;
  /** Makes the folder or the bucket when it is not there; called at the start of a process. */
  prepare(): Promise<void>;
  /** Throws when objects cannot be stored or read now. */
  check(): Promise<void>;
  /** Where the object lies on this machine; only the local driver knows. */
  localPath?(key: string): string;
}

/** The settings that an object store reads. */
export type ObjectStoreConfig = Pick<Config, 'storage' | 'secretKey'> & {
  api: Pick<Config['api'], 'publicUrl'>;
};

/** The object store that the settings name. */
export function createObjectStore(
  config: ObjectStoreConfig,
  clock: Clock = systemClock,
): ObjectStore {
  const { storage, secretKey, api } = config;
  return storage.driver === 'local'
    ? createLocalObjectStore(storage.directory, { secretKey, publicUrl: api.publicUrl }, clock)
    : createS3ObjectStore(storage, clock);
}
