import { createObjectStore, type ObjectStore } from '../../../activities/clients/object-store';
import { describeObjectStore } from './object-store-contract';
import { describeSignedUrls } from './signed-urls-contract';
import { TestClock } from './test-clock';

const clock = new TestClock();

/** A bucket of its own on the S3 server that the test runner started. */
function openStore(): ObjectStore {
  const { TEST_S3_ENDPOINT, TEST_S3_KEY, TEST_S3_SECRET } = process.env;
  if (!TEST_S3_ENDPOINT) throw new Error('TEST_S3_ENDPOINT is not set: run the tests by npm test');
  return createObjectStore(
    {
      storage: {
        driver: 's3',
        endpoint: TEST_S3_ENDPOINT,
        publicEndpoint: undefined,
        region: 'us-east-1',
        bucket: 'object-store-contract',
        accessKeyId: TEST_S3_KEY ?? '',
        secretAccessKey: TEST_S3_SECRET ?? '',
      },
      secretKey: 'a secret of the tests, long enough to pass',
      api: { publicUrl: 'http://127.0.0.1:9' },
    },
    clock,
  );
}

describe('objects in S3', () => describeObjectStore(openStore));

describe('signed URLs of objects in S3', () =>
  describeSignedUrls(() => ({ store: openStore(), passTime: clock.passTime })));
