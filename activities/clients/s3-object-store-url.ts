import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { Clock } from '../../foundation/clock';
import type { SignedGetOptions, SignedPut, SignedPutOptions } from './object-store';
import { dispositionOf } from './object-store-disposition';
import { expiryStep } from './object-store-expiry';
import { assertObjectKey } from './object-store-key';
import { openS3, type S3Settings } from './s3-object-store-client';

export interface S3UrlSigner {
  get(key: string, options: SignedGetOptions): Promise<string>;
  put(key: string, options: SignedPutOptions): Promise<SignedPut>;
}

/** Seconds: signature version 4 allows no more. */
const longestLife = 7 * 24 * 3600;

/**
 * Presigned URLs. Clients may reach the server under another address than we do, and the host is part of what is
 * signed. A PUT is held to its content type and, when the size was declared, to exactly that content length.
 */
export function createS3UrlSigner(settings: S3Settings, clock: Clock): S3UrlSigner {
  const client = openS3(settings, settings.publicEndpoint ?? settings.endpoint);
  const Bucket = settings.bucket;

  return {
    get(key, { expiresIn, contentType, filename }) {
      assertObjectKey(key);
      const step = expiryStep(expiresIn);
      const now = Math.floor(clock.now().getTime() / 1000);
      const command = new GetObjectCommand({
        Bucket,
        Key: key,
        ResponseContentType: contentType,
        ResponseContentDisposition: dispositionOf(contentType, filename),
      });
      const signingDate = new Date((now - (now % step)) * 1000);
      const life = Math.min(longestLife, expiresIn + (step > 1 ? step : 0));
      return getSignedUrl(client, command, { expiresIn: life, signingDate });
    },
    async put(key, { expiresIn, contentType, size }) {
      assertObjectKey(key);
      const length = size === undefined ? {} : { ContentLength: size };
      const object = { Bucket, Key: key, ContentType: contentType, ...length };
      const url = await getSignedUrl(client, new PutObjectCommand(object), {
        expiresIn,
        signingDate: clock.now(),
        signableHeaders: new Set(['host', 'content-type', 'content-length']),
      });
      return { url, method: 'PUT', headers: { 'content-type': contentType } };
    },
  };
}
