import { S3Client } from '@aws-sdk/client-s3';
import type { StorageConfig } from '../../foundation/config';

export type S3Settings = Extract<StorageConfig, { driver: 's3' }>;

// The client would warn on the console about errors that it also throws.
const ignore = (): void => undefined;
const silent = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };

/** A client for the settings; checksums only where S3 itself demands them, because other servers of its API differ. */
export function openS3(settings: S3Settings, endpoint = settings.endpoint): S3Client {
  const { region, accessKeyId, secretAccessKey } = settings;
  return new S3Client({
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: true,
    logger: silent,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}
