// Somebody new who uses the public API through the generated client, as anybody would.
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PlainError, root } from '../project.mjs';

const require = createRequire(import.meta.url);
const renewBeforeMs = 60_000;

/** The generated client, compiled. */
export function loadClient() {
  const folder = path.join(root, 'dist', 'clients', 'typescript');
  return { ...require(folder), ...require(path.join(folder, 'client')) };
}

/** Registers a user and signs in. `call(operation, options)` makes a call and returns its answer, or throws its problem. */
export async function registerDemoUser(apiUrl, signal) {
  const sdk = loadClient();
  const config = { baseUrl: `${apiUrl}/api`, signal };
  const anonymous = sdk.createClient(config);
  const account = { username: `demo-${randomBytes(4).toString('hex')}`, password: secret() };
  const email = `${account.username}@example.org`;
  await send(sdk.registerUser, { client: anonymous, body: { ...account, email } });
  let session = expiring(await send(sdk.loginUser, { client: anonymous, body: account }));
  const access = async () => {
    if (session.until - Date.now() < renewBeforeMs) {
      const body = { refresh: session.refresh };
      session = expiring(await send(sdk.refreshToken, { client: anonymous, body }));
    }
    return session.access;
  };
  const client = sdk.createClient({ ...config, auth: access });
  const call = (operation, options = {}) => send(sdk[operation], { client, ...options });
  return { username: account.username, access, call };
}

async function send(operation, options) {
  const { data, error, response } = await operation(options);
  if (response?.ok) return data;
  options.client.getConfig().signal?.throwIfAborted();
  if (!response) throw unreachable(error);
  throw new Problem(error, response.status);
}

/** An answer of the API that says why not. */
export class Problem extends PlainError {
  constructor(problem, status) {
    const { title, detail, code } = problem ?? {};
    super([title ?? `The API answered ${status}`, detail].filter(Boolean).join(': '));
    this.code = code;
  }
}

function unreachable(error) {
  const reason = error?.cause?.message ?? error?.message ?? 'no answer';
  return new PlainError(`The API cannot be reached: ${reason}.`);
}

function expiring(tokens) {
  return { ...tokens, until: Date.now() + tokens.expires_in * 1000 };
}

function secret() {
  return randomBytes(18).toString('base64url');
}
