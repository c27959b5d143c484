import {
  createWebhookEndpoint,
  deleteWebhookEndpoint,
  getWebhookDelivery,
  getWebhookEndpoint,
  listWebhookDeliveries,
  listWebhookEndpoints,
  replayWebhookDeliveries,
  replayWebhookDelivery,
  rotateWebhookSecret,
  testWebhookEndpoint,
  updateWebhookEndpoint,
  type WebhookEndpointCreate,
} from '../../../clients/typescript';
import { newId } from '../../../foundation/ids';
import { mostEndpoints } from '../../../models/messaging/change-webhook-endpoint';
import { WebhookDelivery } from '../../../models/messaging/webhook-delivery';
import { happen } from '../../factories/webhook';
import { startTestApi, type TestApi } from '../../support/api';
import { newPerson, type Person } from '../classification/classification-api';
import { endpointOf, failedDeliveryOf, url } from './webhook-api';

let api: TestApi;
let amina: Person;
let bea: Person;
let admin: Person;
beforeAll(async () => {
  api = await startTestApi(/^(identity|messaging)/);
  [amina, bea, admin] = await Promise.all([
    newPerson(api),
    newPerson(api),
    newPerson(api, 'admin'),
  ]);
});
beforeEach(async () => await api.services.database('webhook_endpoints').delete());
afterAll(() => api.close());

const newEndpoint = (person = amina, wish: Partial<WebhookEndpointCreate> = {}) =>
  endpointOf(person, wish);
const failedDelivery = () => failedDeliveryOf(api, amina);
const asked = (subject_id: string) =>
  api.services.database('workflow_commands').where({ subject_id });

describe('an endpoint', () => {
  test('is made with a secret that is shown once and lies sealed', async () => {
    const wish = { url, description: 'Mill', event_types: ['batch.finished' as const] };
    const { data, response } = await createWebhookEndpoint({ client: amina.client, body: wish });
    expect(response.status).toBe(201);
    expect(data).toMatchObject({ ...wish, owner_id: amina.id, is_enabled: true });
    expect(data?.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(response.headers.get('location')).toBe(`/api/webhooks/endpoints/${data?.id}`);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const id = data?.id ?? '';
    const read = await getWebhookEndpoint({ client: amina.client, path: { id } });
    expect(read.data).not.toHaveProperty('secret');
    const [row] = await api.services.database('webhook_endpoints').where({ id });
    expect(JSON.stringify(row)).not.toContain(data?.secret.slice(6, 20));
  });

  test('is listed for its owner, newest first, and for admins who ask', async () => {
    const first = await newEndpoint();
    api.clock.advance(1000);
    const second = await newEndpoint(amina, { description: 'second' });
    await newEndpoint(bea);
    const list = async (person: Person, query: object = {}) => {
      const found = await listWebhookEndpoints({ client: person.client, query });
      return found.data ? found.data.results.map(({ id }) => id) : found.response.status;
    };
    expect(await list(amina)).toEqual([second.id, first.id]);
    expect(await list(amina, { sort: 'created_at', limit: 1 })).toEqual([first.id]);
    expect(await list(admin, { owner_id: amina.id })).toEqual([second.id, first.id]);
    expect(await list(bea, { owner_id: amina.id })).toBe(403);
  });

  test.each([
    ['https://10.0.0.1/', 'address_blocked'],
    ['https://0x7f.1/', 'address_blocked'],
    ['https://[::ffff:127.0.0.1]/', 'address_blocked'],
    ['http://example.org/', 'scheme_refused'],
    ['https://user:pass@example.org/', 'userinfo_refused'],
    ['https://example.org:22/', 'port_refused'],
    ['ftp://example.org/', 'url_invalid'],
  ])('at %s is refused: %s', async (wrong, code) => {
    const body = { url: wrong };
    const refused = await createWebhookEndpoint({ client: amina.client, body });
    expect(refused.response.status).toBe(422);
    expect(refused.error).toMatchObject({
      ...{ code: 'webhook_url_refused', errors: [{ pointer: '/url', code }] },
    });
    const { id } = await newEndpoint();
    const headers = { 'If-Match': '*' };
    const { client } = amina;
    const changed = await updateWebhookEndpoint({ client, path: { id }, headers, body });
    expect(changed.error).toMatchObject({ code: 'webhook_url_refused' });
  });

  test.each([
    ['no url', {}],
    ['an unknown type', { url, event_types: ['batch.eaten'] }],
    ['no types', { url, event_types: [] }],
    ['a type twice', { url, event_types: ['batch.failed', 'batch.failed'] }],
    ['a secret of its own', { url, secret: 'whsec_mine' }],
    ['an owner', { url, owner_id: newId() }],
  ])('with %s breaks the contract', async (_what, body) => {
    const wrong = body as unknown as WebhookEndpointCreate;
    const { response } = await createWebhookEndpoint({ client: amina.client, body: wrong });
    expect(response.status).toBe(400);
  });

  test(`is one of ${mostEndpoints} at most`, async () => {
    for (let nth = 0; nth < mostEndpoints; nth++) await newEndpoint();
    const { error } = await createWebhookEndpoint({ client: amina.client, body: { url } });
    expect(error).toMatchObject({ status: 409, code: 'webhook_endpoint_limit' });
    await newEndpoint(bea);
  });

  test('is changed by who saw it as it is', async () => {
    const { id } = await newEndpoint();
    const { client } = amina;
    const change = (ifMatch: string | undefined, body: object) =>
      updateWebhookEndpoint({
        ...{ client, path: { id }, body },
        ...(ifMatch !== undefined && { headers: { 'If-Match': ifMatch } }),
      });
    expect((await change(undefined, { is_enabled: false })).response.status).toBe(428);
    const { data, response } = await change('"1"', { is_enabled: false, event_types: null });
    expect(data).toMatchObject({ is_enabled: false, disabled_reason: null, event_types: null });
    expect(data?.disabled_at).not.toBeNull();
    expect(response.headers.get('etag')).toBe('"2"');
    expect((await change('"1"', { is_enabled: true })).response.status).toBe(412);
    expect((await change('"2"', { is_enabled: true })).data).toMatchObject({ disabled_at: null });
  });

  test('gets a new secret, and keeps the one before for a day', async () => {
    const { id, secret } = await newEndpoint();
    const { data } = await rotateWebhookSecret({ client: amina.client, path: { id } });
    expect(data?.secret).toMatch(/^whsec_/);
    expect(data?.secret).not.toBe(secret);
    const until = api.clock.now().getTime() + 86_400_000;
    expect(data?.previous_secret_until).toBe(new Date(until).toISOString());
  });

  test('is deleted with its log', async () => {
    const { id } = await newEndpoint();
    await failedDelivery();
    const { client } = amina;
    expect((await deleteWebhookEndpoint({ client, path: { id } })).response.status).toBe(204);
    expect((await getWebhookEndpoint({ client, path: { id } })).response.status).toBe(404);
    expect(await WebhookDelivery.query(api.services.database).where({ endpoint_id: id })).toEqual(
      [],
    );
  });
});

describe('the log', () => {
  test('shows each delivery with its attempts, and what it is sent with', async () => {
    const { id } = await newEndpoint();
    const failed = await failedDelivery();
    const [waiting] = await happen(api.services.database, amina.id);
    const { client } = amina;
    const list = async (query: object) => {
      const { data } = await listWebhookDeliveries({ client, path: { id }, query });
      return data?.results.map((row) => row.id);
    };
    expect((await list({}))?.sort()).toEqual([failed.id, waiting?.id].sort());
    expect(await list({ state: 'failed' })).toEqual([failed.id]);
    expect(await list({ state: 'delivered' })).toEqual([]);
    expect(await list({ event_type: 'batch.paused' })).toEqual([]);
    const path = { id, delivery_id: failed.id };
    const { data } = await getWebhookDelivery({ client, path });
    expect(data).toMatchObject({
      ...{ state: 'failed', error_code: 'bad_status', event_type: 'batch.running' },
      attempts: [{ number: 1, status: 500, error_code: 'bad_status', duration_ms: 12 }],
      payload: { type: 'batch.running', data: { seq: failed.event_seq, facts: { succeeded: 2 } } },
    });
  });

  test('lets a delivery be sent again, unless it is under way or nobody is there', async () => {
    const { id } = await newEndpoint();
    const { id: delivery_id } = await failedDelivery();
    await api.services.database('workflow_commands').delete();
    const { client } = amina;
    const replay = () => replayWebhookDelivery({ client, path: { id, delivery_id } });
    const { data, response } = await replay();
    expect(response.status).toBe(202);
    const location = `/api/webhooks/endpoints/${id}/deliveries/${delivery_id}`;
    expect(response.headers.get('location')).toBe(location);
    expect(data).toMatchObject({ id: delivery_id, state: 'pending', error_code: null });
    expect(await asked(delivery_id)).toMatchObject([
      { workflow_id: `webhook:${delivery_id}`, restart: true, poke: true },
    ]);
    expect((await replay()).error).toMatchObject({ code: 'webhook_delivery_pending' });
    const headers = { 'If-Match': '*' };
    const body = { is_enabled: false };
    await updateWebhookEndpoint({ client, path: { id }, headers, body });
    expect((await replay()).error).toMatchObject({ code: 'webhook_endpoint_disabled' });
  });

  test('lets all that failed since an instant be sent again, once per key', async () => {
    const { id } = await newEndpoint();
    const failed = [await failedDelivery(), await failedDelivery()];
    const { client } = amina;
    const replay = (since: string, key: string) =>
      replayWebhookDeliveries({
        ...{ client, path: { id }, body: { since } },
        headers: { 'Idempotency-Key': key },
      });
    const later = new Date(Date.now() + 3_600_000).toISOString();
    expect((await replay(later, 'a')).data).toEqual({ replayed: 0, has_more: false });
    const since = failed[0]?.created_at.toISOString() ?? '';
    const { data, response } = await replay(since, 'b');
    expect(data).toEqual({ replayed: 2, has_more: false });
    expect(response.headers.get('location')).toContain(`${id}/deliveries?state=pending`);
    const again = await replay(since, 'b');
    expect(again.data).toEqual(data);
    expect(again.response.headers.get('idempotency-replayed')).toBe('true');
  });
});

test('a test is accepted, and read where the answer points', async () => {
  const { id } = await newEndpoint(amina, { is_enabled: false });
  const { data, response } = await testWebhookEndpoint({ client: amina.client, path: { id } });
  expect(response.status).toBe(202);
  expect(data).toMatchObject({
    event_type: 'webhook_endpoint.ping',
    event_seq: null,
    attempts: [],
  });
  expect(await asked(data?.id ?? '')).toMatchObject([{ workflow_type: 'deliverWebhook' }]);
  const path = { id, delivery_id: data?.id ?? '' };
  const read = await getWebhookDelivery({ client: amina.client, path });
  expect(read.data?.payload).toMatchObject({ data: { subject: { type: 'webhook_endpoint', id } } });
});
