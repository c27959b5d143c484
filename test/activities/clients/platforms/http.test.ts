import { z } from 'zod';
import {
  createPlatformHttp,
  type PlatformCall,
  type PlatformHttpOptions,
} from '../../../../activities/clients/platforms/http';
import { PlatformError } from '../../../../activities/clients/platforms/platform-error';
import { createAddressGuard } from '../../../../foundation/public-addresses';
import {
  partsOf,
  PlatformServer,
  type LiveOnFake,
  type Outcome,
  type Reply,
  type Route,
} from '../../../fakes/platforms/platform-server';

/** Answers everything with what the test says. */
class AnyServer extends PlatformServer {
  outcome: Outcome = { status: 200, body: { fine: true } };
  protected readonly routes: Route[] = ['GET', 'POST', 'PUT'].map((method) => ({
    ...{ method, path: /./, answer: () => this.outcome },
  }));
  live = (): LiveOnFake[] => [];
  revoke = (): void => undefined;
  protected refusal = (): Reply => ({ status: 400 });
  protected limit = (): Reply => ({ status: 429 });
}

let server: AnyServer;
beforeEach(async () => void (server = await new AnyServer().listen()));
afterEach(() => server.close());

const token = 'a-token-that-nobody-else-may-read';

function ask(call: Partial<PlatformCall<unknown>> = {}, options: PlatformHttpOptions = {}) {
  const usual = { method: 'POST' as const, url: `${server.url}/posts`, expects: z.unknown() };
  return createPlatformHttp(options)({ ...usual, token, ...call });
}

async function factsOf(asking: Promise<unknown>) {
  const error: unknown = await asking.then(
    () => 'no error',
    (thrown: unknown) => thrown,
  );
  if (error instanceof PlatformError) return error.facts;
  throw new Error(`A PlatformError, not ${String(error)}`);
}

describe('a request', () => {
  it('carries its token, its query and its JSON', async () => {
    const answer = await ask({ query: { limit: 5, none: undefined }, body: { json: { a: 'é' } } });
    expect(answer).toMatchObject({ status: 200, body: { fine: true } });
    const [asked] = server.asked;
    expect(asked).toMatchObject({ method: 'POST', token });
    expect(asked?.url.search).toBe('?limit=5');
    expect(asked?.body.toString()).toBe('{"a":"é"}');
    expect(asked?.headers).toMatchObject({ 'content-type': 'application/json' });
  });

  it('carries forms, files and bytes as they are', async () => {
    const picture = Buffer.from([0, 13, 10, 45, 45, 255]);
    await ask({ body: { form: { text: 'plums & more', scope: 'a b' } } });
    await ask({ body: { bytes: picture, media_type: 'image/png' } });
    const file = { name: 'file', filename: 'a "plum"\r\n.png', media_type: 'image/png' };
    const parts = [
      { name: 'description', value: 'prune à tarte' },
      { ...file, value: picture },
    ];
    await ask({ body: { parts } });
    const [form, bytes, files] = server.asked;
    expect(form?.body.toString()).toBe('text=plums+%26+more&scope=a+b');
    expect(bytes?.body.equals(picture)).toBe(true);
    expect(bytes?.headers['content-type']).toBe('image/png');
    const sent = files ? partsOf(files) : [];
    expect(sent.map(({ name }) => name)).toEqual(['description', 'file']);
    expect(sent[0]?.bytes.toString()).toBe('prune à tarte');
    expect(sent[1]).toMatchObject({ filename: 'a %22plum%22%0D%0A.png', media_type: 'image/png' });
    expect(sent[1]?.bytes.equals(picture)).toBe(true);
  });

  it('is given up when no answer comes, or when its caller gives up', async () => {
    server.outcome = 'silence';
    expect(await factsOf(ask({ timeoutMs: 200 }))).toMatchObject({
      kind: 'later',
      code: 'timeout',
    });
    const signal = AbortSignal.timeout(100);
    expect(await factsOf(ask({ signal }))).toMatchObject({ kind: 'later', code: 'timeout' });
  });
});

describe('a failure', () => {
  it.each<[Outcome, object, object]>([
    ['hang_up', { kind: 'later', status: null }, { kind: 'unknown', code: 'connection_failed' }],
    ['silence', { kind: 'later', code: 'timeout' }, { kind: 'unknown', code: 'timeout' }],
    [{ status: 500 }, { kind: 'later' }, { kind: 'unknown', code: 'platform_unavailable' }],
    [{ status: 503 }, { kind: 'later' }, { kind: 'unknown', status: 503 }],
    [{ status: 408 }, { kind: 'later' }, { kind: 'unknown' }],
    [{ status: 200, body: [] }, { kind: 'later' }, { kind: 'unknown', code: 'answer_invalid' }],
    [{ status: 400 }, { kind: 'refused' }, { kind: 'refused', code: 'refused_by_platform' }],
    [{ status: 404 }, { kind: 'refused' }, { kind: 'refused', code: 'not_found' }],
    [{ status: 413 }, { kind: 'refused' }, { kind: 'refused', code: 'media_too_large' }],
    [{ status: 302, headers: { location: '/' } }, { kind: 'refused' }, { kind: 'refused' }],
    [{ status: 401 }, { kind: 'disconnected' }, { kind: 'disconnected' }],
    [{ status: 429 }, { kind: 'later' }, { kind: 'later', code: 'rate_limited' }],
  ])('%j means %j, and after the irreversible call %j', async (outcome, usual, irreversible) => {
    server.outcome = outcome;
    const call = { timeoutMs: 300, expects: z.object({ id: z.string() }) };
    expect(await factsOf(ask(call))).toMatchObject(usual);
    expect(await factsOf(ask({ ...call, irreversible: true }))).toMatchObject(irreversible);
  });

  it('before a connection stands leaves nothing open, whatever the call', async () => {
    const other = await new AnyServer().listen();
    const { url } = other;
    await other.close();
    const refused = factsOf(ask({ url, irreversible: true }));
    expect(await refused).toMatchObject({ kind: 'later', code: 'connection_failed' });
    const nowhere = factsOf(ask({ url: 'https://nobody.invalid/', irreversible: true }));
    expect(await nowhere).toMatchObject({ kind: 'later', status: null });
  });

  it('of an answer without end is not waited for', async () => {
    server.outcome = { status: 200, body: 'x'.repeat(3 * 1024 * 1024) };
    const facts = await factsOf(ask({ irreversible: true }));
    expect(facts).toMatchObject({ kind: 'unknown', status: null });
  });

  it.each<[string, number | undefined]>([
    ['120', 120],
    ['0', 1],
    ['99999999', 86_400],
    ['Sun, 22 Nov 2026 10:02:00 GMT', 120],
    ['Sun, 22 Nov 2026 09:00:00 GMT', 1],
    ['soon', undefined],
  ])('that asks to wait for %s means %p seconds', async (text, seconds) => {
    const headers = { date: 'Sun, 22 Nov 2026 10:00:00 GMT', 'retry-after': text };
    server.outcome = { status: 429, headers };
    expect((await factsOf(ask())).retry_after).toBe(seconds);
  });

  it('is told in the words of the platform, shortened', async () => {
    server.outcome = { status: 400, body: { error: { message: 'No '.repeat(400) } } };
    expect((await factsOf(ask())).detail).toMatch(/^(No ){100}$/);
    server.outcome = { status: 400, body: { code: 400, error_message: 'Invalid code' } };
    expect((await factsOf(ask())).detail).toBe('Invalid code');
    server.outcome = { status: 502, body: '<!DOCTYPE html><html>Bad gateway</html>' };
    expect((await factsOf(ask())).detail).toBe('status 502');
  });

  it('never repeats what is secret', async () => {
    const form = { client_secret: 'open-sesame', refresh_token: 'refresh-me', code: 'code-4711' };
    const message = `${token} open-sesame refresh-me code-4711 Bearer abcdefgh12345 in-a-query`;
    server.outcome = { status: 400, body: { message } };
    const query = { access_token: 'in-a-query' };
    const { detail } = await factsOf(ask({ body: { form }, query }));
    expect(detail).toBe('*** *** *** *** Bearer *** ***');
  });

  it('may come with a status of success, where the platform does so', async () => {
    server.outcome = { status: 200, body: { error: 'used up' } };
    const isFailure = ({ body }: { body: unknown }) => 'error' in (body as object);
    const facts = await factsOf(ask({ irreversible: true }, { isFailure }));
    expect(facts).toMatchObject({ kind: 'refused', status: 200, detail: 'used up' });
  });

  it('means what the platform says where it says more than its status', async () => {
    server.outcome = { status: 403, body: { error: 'duplicate' } };
    const explain = () => ({ code: 'duplicate_post' });
    expect(await factsOf(ask({}, { explain }))).toMatchObject({
      ...{ kind: 'refused', code: 'duplicate_post', status: 403, detail: 'duplicate' },
    });
  });
});

describe('a server that a user named', () => {
  const guard = { guard: createAddressGuard(), allowHttp: true };
  const resolve = async (): Promise<string[]> => ['127.0.0.1'];

  it('is not called at an address that is not public, by its number or under a name', async () => {
    const byNumber = await factsOf(ask({}, { guard }));
    expect(byNumber).toMatchObject({ kind: 'refused', code: 'server_refused' });
    const url = server.url.replace('127.0.0.1', 'inside.example.org');
    const byName = await factsOf(ask({ url }, { guard, resolve }));
    expect(byName).toMatchObject({ kind: 'refused', code: 'server_refused' });
    expect(server.asked).toEqual([]);
  });

  it('is called where the settings allow it, or name that very server', async () => {
    const local = { ...guard, guard: createAddressGuard(['127.0.0.0/8']) };
    await ask({}, { guard: local });
    await ask({}, { guard, trusted: `${server.url}/api` });
    expect(server.asked).toHaveLength(2);
    const other = await factsOf(ask({}, { guard, trusted: 'http://127.0.0.1:1' }));
    expect(other).toMatchObject({ code: 'server_refused' });
  });
});
