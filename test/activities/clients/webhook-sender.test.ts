import {
  createWebhookSender,
  type SenderOptions,
} from '../../../activities/clients/webhook-sender';
import { createAddressGuard } from '../../../foundation/public-addresses';
import { type Mood, WebhookReceiver } from '../../fakes/webhook-receiver';
import { localCertificate } from '../../fakes/local-certificate';

const local = { guard: createAddressGuard(['127.0.0.0/8']), allowHttp: true };
const strict = { guard: createAddressGuard(), allowHttp: true };
const message = { headers: { 'webhook-id': 'one' }, body: '{"type":"batch.finished"}' };

let receiver: WebhookReceiver;
beforeAll(async () => void (receiver = await WebhookReceiver.start()));
beforeEach(() => {
  receiver.mood = 'ok';
  receiver.received.length = 0;
});
afterAll(() => receiver.close());

const send = (url: string, options: Partial<SenderOptions> = {}) =>
  createWebhookSender({ ...local, ...options })({ url, ...message });

/** Names that stand for these addresses, one list per question. */
function names(...answers: string[][]) {
  const asked: string[] = [];
  const resolve = async (name: string): Promise<string[]> => {
    asked.push(name);
    return answers[Math.min(asked.length, answers.length) - 1] ?? [];
  };
  return { asked, resolve };
}

describe('a request', () => {
  it('is a POST of the very body, with its headers', async () => {
    const answer = await send(receiver.url());
    expect(answer).toMatchObject({ status: 204, error_code: null, retry_after: null });
    const [received] = receiver.received;
    expect(received).toMatchObject({ id: 'one', body: message.body });
    expect(received?.headers).toMatchObject({
      'content-type': 'application/json',
      'content-length': String(message.body.length),
      host: `127.0.0.1:${receiver.port}`,
    });
  });

  it.each<[Mood, number | null, string | null]>([
    ['error', 500, 'bad_status'],
    ['redirect', 307, 'redirected'],
    ['gone', 410, 'endpoint_gone'],
    ['busy', 429, 'bad_status'],
    ['closes', null, 'connection_failed'],
    ['garbage', null, 'response_invalid'],
    ['endless', 200, null],
  ])('to a receiver that is %s ends with %j, %j', async (mood, status, error_code) => {
    receiver.mood = mood;
    expect(await send(receiver.url())).toMatchObject({ status, error_code });
    expect(receiver.received).toHaveLength(1);
  });

  it('is given up when no answer comes', async () => {
    receiver.mood = 'slow';
    const answer = await send(receiver.url(), { timeoutMs: 300 });
    expect(answer).toMatchObject({ status: null, error_code: 'timeout' });
    expect(answer.duration_ms).toBeGreaterThanOrEqual(290);
  });

  it('is given up when the name servers do not answer', async () => {
    const resolve = () => new Promise<string[]>(() => undefined);
    const answer = await send(receiver.url('slow.example.org'), { resolve, timeoutMs: 300 });
    expect(answer).toMatchObject({ status: null, error_code: 'timeout' });
  });

  it('hands on what the receiver says of the next one', async () => {
    receiver.mood = 'busy';
    expect(await send(receiver.url())).toMatchObject({ retry_after: '120' });
  });

  it('to a port where nobody listens fails', async () => {
    const other = await WebhookReceiver.start();
    const url = other.url();
    await other.close();
    expect(await send(url)).toMatchObject({ status: null, error_code: 'connection_failed' });
  });

  it('does not follow a redirect to what stands beside the server', async () => {
    const inside = await WebhookReceiver.start();
    receiver.mood = 'redirect';
    receiver.location = inside.url();
    expect(await send(receiver.url())).toMatchObject({ error_code: 'redirected' });
    expect(inside.received).toEqual([]);
    await inside.close();
  });
});

describe('a name', () => {
  const url = () => receiver.url('hook.example.org');

  it('is called at an address that it stands for', async () => {
    const { resolve, asked } = names(['127.0.0.1']);
    expect(await send(url(), { resolve })).toMatchObject({ status: 204 });
    expect(asked).toEqual(['hook.example.org']);
    const [received] = receiver.received;
    expect(received?.headers['host']).toBe(`hook.example.org:${receiver.port}`);
  });

  it('that has no address fails', async () => {
    const { resolve } = names([]);
    expect(await send(url(), { resolve })).toMatchObject({ error_code: 'name_not_resolved' });
    const failing = () => Promise.reject(new Error('no answer'));
    const answer = await send(url(), { resolve: failing });
    expect(answer).toMatchObject({ error_code: 'name_not_resolved' });
  });

  it.each(['127.0.0.1', '10.0.0.1', '169.254.169.254', '::1', '::ffff:127.0.0.1'])(
    'that stands for %s is not called',
    async (address) => {
      const { resolve } = names([address]);
      const answer = await send(url(), { ...strict, resolve });
      expect(answer).toMatchObject({ status: null, error_code: 'address_blocked' });
      expect(receiver.received).toEqual([]);
    },
  );

  it('that also stands for an address that is not public is not called at all', async () => {
    const { resolve } = names(['8.8.8.8', '127.0.0.1']);
    const answer = await send(url(), { ...strict, resolve });
    expect(answer).toMatchObject({ error_code: 'address_blocked' });
  });

  it('that changes to loopback after it was checked is refused: it is asked once, for the connection', async () => {
    // Public at first, as when the endpoint was made; loopback from the second question on.
    const guard = {
      permits: (address: string) => address === '127.0.0.2' || strict.guard.permits(address),
    };
    const { resolve, asked } = names(['127.0.0.2'], ['127.0.0.1']);
    const rebinding = createWebhookSender({ guard, allowHttp: true, resolve });
    // Nobody listens at the first address: it was not replaced by another one on the way.
    expect(await rebinding({ url: url(), ...message })).toMatchObject({
      error_code: 'connection_failed',
    });
    expect(asked).toHaveLength(1);
    expect(await rebinding({ url: url(), ...message })).toMatchObject({
      error_code: 'address_blocked',
    });
    expect(asked).toHaveLength(2);
    expect(receiver.received).toEqual([]);
  });
});

describe('an address in a URL', () => {
  it.each(['http://127.0.0.1:PORT/', 'http://2130706433:PORT/', 'http://[::ffff:7f00:1]:PORT/'])(
    '%s is refused without a connection',
    async (pattern) => {
      const url = pattern.replace('PORT', String(receiver.port));
      expect(await send(url, strict)).toMatchObject({ error_code: 'address_blocked' });
      expect(receiver.received).toEqual([]);
    },
  );

  it('whose scheme is no longer allowed is refused', async () => {
    const answer = await send(receiver.url(), { allowHttp: false });
    expect(answer).toMatchObject({ error_code: 'url_refused' });
  });
});

describe('TLS', () => {
  let secure: WebhookReceiver;
  beforeAll(async () => void (secure = await WebhookReceiver.start(localCertificate)));
  afterAll(() => secure.close());
  const { resolve } = names(['127.0.0.1']);
  const options = { resolve, ca: localCertificate.cert };

  it('is spoken with who has a trusted certificate', async () => {
    expect(await send(secure.url('hook.example.org'), options)).toMatchObject({ status: 204 });
  });

  it('is not spoken with somebody unknown, nor under another name', async () => {
    const unknown = await send(secure.url('hook.example.org'), { resolve });
    expect(unknown).toMatchObject({ status: null, error_code: 'tls_failed' });
    const misnamed = await send(secure.url('other.example.net'), options);
    expect(misnamed).toMatchObject({ status: null, error_code: 'tls_failed' });
    expect(secure.received).toHaveLength(1);
  });
});
