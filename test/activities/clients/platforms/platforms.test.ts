import { createPlatforms } from '../../../../activities/clients/platforms/platforms';
import { platformConfig } from './harness';
import { harnesses } from './harnesses';
import { describePlatform } from './platform-contract';

test('every platform of the product is held to the contract', () => {
  const names = [...createPlatforms(platformConfig()).keys()];
  expect(Object.keys(harnesses).sort()).toEqual(names.sort());
});

describe.each(Object.entries(harnesses))('%s', (_name, open) => describePlatform(open));
