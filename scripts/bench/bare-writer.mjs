// Writes buffers to the object store, eight at a time, as fast as the store takes them.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { createObjectStore } = require('../../dist/activities/clients/object-store.js');
const { loadConfig } = require('../../dist/foundation/config.js');
const { newId } = require('../../dist/foundation/ids.js');

const store = createObjectStore(loadConfig());

process.once('message', async (files) => {
  const owner = newId();
  const keys = files.map(() => `images/${owner}/${newId()}`);
  const began = performance.now();
  let next = 0;
  const lane = async () => {
    for (let index = next++; index < files.length; index = next++) {
      await store.put(keys[index], Buffer.from(files[index]), { contentType: 'image/jpeg' });
    }
  };
  await Promise.all(Array.from({ length: 8 }, lane));
  const ms = performance.now() - began;
  await store.delete(keys);
  process.send([ms]);
});
