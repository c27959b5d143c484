import {
  CreateBucketCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  S3ServiceException,
  type ListObjectsV2CommandInput,
  type ListObjectsV2CommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';

/** Makes the bucket unless it is there; two processes may start at once, so losing the race is no error. */
export async function createBucket(client: S3Client, bucket: string): Promise<void> {
  try {
    await client.send(new HeadBucketCommand({ Bucket: bucket }));
  } catch (error) {
    if (!(error instanceof S3ServiceException) || error.$metadata.httpStatusCode !== 404)
      throw error;
    await client.send(new CreateBucketCommand({ Bucket: bucket })).catch(unlessTaken);
  }
}

function unlessTaken(error: unknown): void {
  const taken = ['BucketAlreadyOwnedByYou', 'BucketAlreadyExists'];
  if (!(error instanceof S3ServiceException) || !taken.includes(error.name)) throw error;
}

/** Objects under the prefix in order of key, a page of a thousand at a time. */
export async function* listS3Objects(
  client: S3Client,
  bucket: string,
  prefix: string,
  after?: string,
): AsyncGenerator<{ key: string; size: number }> {
  const place = { Bucket: bucket, Prefix: prefix };
  let next: Partial<ListObjectsV2CommandInput> = after === undefined ? {} : { StartAfter: after };
  for (;;) {
    const page: ListObjectsV2CommandOutput = await client.send(
      new ListObjectsV2Command({ ...place, ...next }),
    );
    for (const { Key, Size } of page.Contents ?? []) {
      if (Key !== undefined && !Key.endsWith('/')) yield { key: Key, size: Size ?? 0 };
    }
    if (page.NextContinuationToken === undefined) return;
    next = { ContinuationToken: page.NextContinuationToken };
  }
}
