import { fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { newUser } from './client.mjs';
import { figure, median } from './figure.mjs';
import { distinctPictures } from './pictures.mjs';

const bareServer = fileURLToPath(new URL('./bare-list-server.mjs', import.meta.url));
const path = '/api/classification/images?limit=20';

/** A validated, authenticated list of 20 rows against bare Express and pg with the same SQL, one process each. */
export async function measureList(stack, { images, quick }) {
  const user = await newUser(stack.urls.api);
  await user.listen();
  const { id } = await user.startBatch(await distinctPictures(images, 200));
  await user.finished(id);
  user.close();
  const bare = await startBare(stack, user);
  const seconds = quick ? 2 : 6;
  const headers = { authorization: `Bearer ${user.token}` };
  const rates = { product: [], bare: [] };
  try {
    for (let round = 0; round < 5; round++) {
      rates.product.push(await load(`${stack.urls.api}${path}`, headers, seconds));
      rates.bare.push(await load(bare.url, headers, seconds));
    }
  } finally {
    bare.child.kill();
  }
  const ratios = rates.product.map((rate, round) => rate / rates.bare[round]);
  return [
    figure('list_against_bare_express', median(ratios), 'ratio', { least: 0.5 }),
    figure('list_requests_per_second', median(rates.product), 'requests/s', { least: 0 }),
  ];
}

async function load(url, headers, seconds) {
  const autocannon = createRequire(import.meta.url)('autocannon');
  const result = await autocannon({ url, headers, connections: 16, duration: seconds });
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${url}: ${result.non2xx} refused`);
  return result.requests.average;
}

async function startBare(stack, user) {
  const env = { ...process.env, ...stack.env, BENCH_TOKEN: user.token, BENCH_PATH: path };
  const child = fork(bareServer, { env });
  const url = await new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`bare server ended with ${code}`)));
  });
  return { child, url };
}
