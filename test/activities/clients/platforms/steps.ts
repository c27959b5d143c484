// The steps of connecting and publishing, as the activities take them.
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type {
  ConnectedAccount,
  Container,
  LivePost,
  PreparedPost,
} from '../../../../activities/clients/platforms/platform';
import {
  PlatformError,
  type PlatformErrorFacts,
} from '../../../../activities/clients/platforms/platform-error';
import type { Harness, OpenSession } from './harness';

const redirect_uri = 'https://relais.example.org/api/scheduler/accounts/callback';

/** So long is waited for an answer that never comes; the others come at once. */
export const patience = (): AbortSignal => AbortSignal.timeout(5_000);

/** Lets the person prove who they are, which opens their accounts. */
export async function consented({ platform, person }: Harness): Promise<ConnectedAccount[]> {
  const { connection } = platform;
  if (person.kind === 'password' && connection.kind === 'password') return connection.open(person);
  if (person.kind !== 'oauth' || connection.kind !== 'oauth') throw new Error('Another person');
  const code_verifier = randomBytes(32).toString('base64url');
  const code_challenge = createHash('sha256').update(code_verifier).digest('base64url');
  const { server_url } = person;
  const asked = { state: randomUUID(), code_challenge, redirect_uri, server_url };
  const { url, details } = await connection.authorize(asked);
  expect(new URL(url).searchParams.get('state')).toBe(asked.state);
  const { code } = await person.consent(url);
  return connection.exchange({ code, code_verifier, redirect_uri, server_url, details });
}

/** A session of an account, as it is opened for an activity. */
export function sessionOf({ tokens, ...rest }: ConnectedAccount): OpenSession {
  const { access_token, refresh_token } = tokens;
  return { ...rest, account_id: randomUUID(), access_token, refresh_token };
}

/** A session of the first account that the person lets us into. */
export async function connectAs(harness: Harness): Promise<OpenSession> {
  const [account] = await consented(harness);
  if (!account) throw new Error('No account was connected');
  return sessionOf(account);
}

/** Prepares until the container can be published, as the workflow does between its sleeps. */
export async function prepareUntilReady(
  { platform }: Harness,
  session: OpenSession,
  post: PreparedPost,
  given: Container | null = null,
): Promise<Container> {
  let container = given;
  for (let round = 0; round < 20; round += 1) {
    const prepared = await platform.prepare(session, post, container, patience());
    if (prepared.ask_again_in === null) return prepared.container;
    expect(prepared.ask_again_in).toBeGreaterThan(0);
    container = prepared.container;
  }
  throw new Error('The container is never ready');
}

/** Publishes as the workflow does, and waits for the answer as long as the signal lets it. */
export async function publishAs(
  harness: Harness,
  session: OpenSession,
  post: PreparedPost,
  signal = patience(),
): Promise<LivePost> {
  const container = await prepareUntilReady(harness, session, post);
  return harness.platform.finalize(session, post, container, signal);
}

/** A post of words alone. */
export const plainPost: PreparedPost = {
  ...{ text: 'Plums', link: null, media: [], options: {}, record_name: 'one' },
};

/** What a call was refused with. */
export async function factsOf(call: Promise<unknown>): Promise<PlatformErrorFacts> {
  const outcome: unknown = await call.then(
    () => 'no error',
    (error: unknown) => error,
  );
  if (!(outcome instanceof PlatformError)) throw new Error(`A PlatformError, not ${outcome}`);
  return outcome.facts;
}
