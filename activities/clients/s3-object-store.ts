import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { Readable } from 'node:stream';
import type { Clock } from '../../foundation/clock';
import type { ObjectStore } from './object-store';
import { assertObjectKey, ObjectMissing } from './object-store-key';
import { createBucket, listS3Objects } from './s3-object-store-bucket';
import { sizedBody } from './s3-object-store-body';
import { openS3, type S3Settings } from './s3-object-store-client';
import { createS3UrlSigner } from './s3-object-store-url';

const deletedAtOnce = 1000;

/** Objects in a bucket of any server that speaks S3. */
export function createS3ObjectStore(settings: S3Settings, clock: Clock): ObjectStore {
  const client = openS3(settings);
  const signer = createS3UrlSigner(settings, clock);
  const Bucket = settings.bucket;

  async function open(key: string) {
    assertObjectKey(key);
    const command = new GetObjectCommand({ Bucket, Key: key });
    const { Body } = await client.send(command).catch((error: unknown) => missingOr(error, key));
    if (!(Body instanceof Readable)) throw new Error('The object store answered without a body');
    return Body;
  }

  async function deleteSome(keys: string[]): Promise<void> {
    const Delete = { Objects: keys.map((Key) => ({ Key })), Quiet: true };
    const { Errors = [] } = await client.send(new DeleteObjectsCommand({ Bucket, Delete }));
    if (Errors.length > 0) throw new Error(`${Errors.length} objects were not deleted`);
  }

  return {
    put: async (key, body, { contentType, size }) => {
      assertObjectKey(key);
      const sized = await sizedBody(body, size);
      try {
        const { content: Body, length: ContentLength } = sized;
        const object = { Bucket, Key: key, ContentType: contentType, Body, ContentLength };
        await client.send(new PutObjectCommand(object), { abortSignal: sized.broken });
        sized.broken.throwIfAborted();
        return sized.stored();
      } catch (error) {
        throw sized.broken.aborted ? sized.broken.reason : error;
      } finally {
        await sized.release();
      }
    },
    get: async (key) => {
      const chunks: Buffer[] = [];
      for await (const chunk of await open(key)) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks);
    },
    stream: open,
    head: async (key) => {
      assertObjectKey(key);
      const found = client.send(new HeadObjectCommand({ Bucket, Key: key }));
      const answer = await found.catch((error: unknown) =>
        isMissing(error) ? null : raise(error),
      );
      return answer === null ? null : { size: answer.ContentLength ?? 0 };
    },
    delete: async (keys) => {
      keys.forEach(assertObjectKey);
      for (let from = 0; from < keys.length; from += deletedAtOnce) {
        await deleteSome(keys.slice(from, from + deletedAtOnce));
      }
    },
    list: (prefix, after) => listS3Objects(client, Bucket, prefix, after),
    signedGetUrl: (key, options) => signer.get(key, options),
    signedPutUrl: (key, options) => signer.put(key, options),
    prepare: () => createBucket(client, Bucket),
    check: async () => void (await client.send(new HeadBucketCommand({ Bucket }))),
  };
}

function isMissing(error: unknown): boolean {
  return (
    error instanceof S3ServiceException && (error.name === 'NoSuchKey' || error.name === 'NotFound')
  );
}

function missingOr(error: unknown, key: string): never {
  throw isMissing(error) ? new ObjectMissing(key) : error;
}

function raise(error: unknown): never {
  throw error;
}
