import { fileURLToPath } from 'node:url';
import { startStack } from '../stack/stack.mjs';
import { temporaryStateDir } from '../stack/temporary.mjs';
import { newUser } from './client.mjs';
import { figure } from './figure.mjs';

const server = fileURLToPath(new URL('./heap-server.mjs', import.meta.url));
const atOnce = 24;

/** The API's heap after 200,000 mixed requests, each with a Content-Type of its own, past a warm-up of 20,000. */
export async function measureHeap({ quick, report, note }) {
  note('measuring heap ...');
  const [warmUp, requests] = quick ? [2_000, 10_000] : [20_000, 200_000];
  const stack = await startStack({
    stateDir: await temporaryStateDir('bench'),
    services: ['postgres', 'temporal', 'api'],
    commands: { api: [process.execPath, '--expose-gc', server] },
    // The limits count, and refuse nothing: refusals would be all that is measured.
    env: { LOG_LEVEL: 'error', RATE_LIMIT_SCALE: '100000' },
    temporary: true,
  });
  try {
    const user = await newUser(stack.urls.api);
    await flood(stack.urls.api, user.token, 0, warmUp);
    const before = await heapOf(stack);
    await flood(stack.urls.api, user.token, warmUp, requests);
    const growth = (await heapOf(stack)) - before;
    report(figure('heap_growth_after_200000_requests', growth, 'MiB', { most: 4 }));
  } finally {
    await stack.stop();
  }
}

async function heapOf({ urls }) {
  const response = await fetch(`${urls.api}/bench/heap`);
  return (await response.json()).heap_used / 2 ** 20;
}

async function flood(api, token, from, count) {
  let next = from;
  const lane = async () => {
    for (let n = next++; n < from + count; n = next++) {
      const response = await fetch(`${api}${pathOf(n)}`, requestOf(n, token));
      await response.arrayBuffer();
      if (response.status >= 500) throw new Error(`${pathOf(n)}: ${response.status}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}

// Lists, a wrong query, an unknown address, a refused sign-in, an odd body: what the open network sends.
const kinds = [
  { path: '/api/classification/images?limit=20', signed: true },
  { path: '/api/classification/batches?limit=5', signed: true },
  { path: '/api/auth/me', signed: true },
  { path: '/api/classification/images?nonsense=1', signed: true },
  { path: '/api/health' },
  { path: '/api/nowhere' },
  { path: '/api/auth/token/refresh', body: '{"refresh":"a.1.b"}' },
  { path: '/api/auth/token/refresh', body: '{"refresh":' },
];

function pathOf(n) {
  return kinds[n % kinds.length].path;
}

function requestOf(n, token) {
  const { signed, body } = kinds[n % kinds.length];
  const headers = {
    'content-type': n % 3 ? `application/json; x=${n}` : `odd/type-${n}; y=${n}`,
    'accept-language': `fr-x${n}`,
    'x-forwarded-for': `10.0.${n % 250}.1`,
    ...(signed && { authorization: `Bearer ${token}` }),
  };
  return body ? { method: 'POST', headers, body } : { headers };
}
