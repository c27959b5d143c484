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
} from '../../../clients/typescript';
import { newId } from '../../../foundation/ids';
import { WebhookDelivery } from '../../../models/messaging/webhook-delivery';
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

const newEndpoint = (person = amina) => endpointOf(person);
const failedDelivery = () => failedDeliveryOf(api, amina);

describe('an endpoint of somebody else', () => {
  const calls = (client: Person['client'], id: string, delivery_id: string) => ({
    get: () => getWebhookEndpoint({ client, path: { id } }),
    update: () =>
      updateWebhookEndpoint({
        ...{ client, path: { id }, body: { description: 'x' }, headers: { 'If-Match': '*' } },
      }),
    rotate: () => rotateWebhookSecret({ client, path: { id } }),
    test: () => testWebhookEndpoint({ client, path: { id } }),
    replayAll: () =>
      replayWebhookDeliveries({ client, path: { id }, body: { since: '2026-01-01T00:00:00Z' } }),
    list: () => listWebhookDeliveries({ client, path: { id } }),
    read: () => getWebhookDelivery({ client, path: { id, delivery_id } }),
    replay: () => replayWebhookDelivery({ client, path: { id, delivery_id } }),
    remove: () => deleteWebhookEndpoint({ client, path: { id } }),
  });

  test('does not exist', async () => {
    const { id } = await newEndpoint();
    const { id: delivery_id } = await failedDelivery();
    for (const [call, answer] of Object.entries(calls(bea.client, id, delivery_id))) {
      expect([call, (await answer()).response.status]).toEqual([call, 404]);
    }
    const own = await newEndpoint(bea);
    // Nor does a delivery of another endpoint under one's own.
    const mixed = calls(bea.client, own.id, delivery_id);
    expect((await mixed.read()).response.status).toBe(404);
    expect((await mixed.replay()).response.status).toBe(404);
    expect(await WebhookDelivery.query(api.services.database).findById(delivery_id)).toMatchObject({
      state: 'failed',
    });
  });

  test('is open to admins, who leave a trace, but not its secret', async () => {
    const { id } = await newEndpoint();
    const { id: delivery_id } = await failedDelivery();
    const done = calls(admin.client, id, delivery_id);
    expect((await done.rotate()).response.status).toBe(404);
    expect((await done.get()).response.status).toBe(200);
    expect((await done.update()).response.status).toBe(200);
    expect((await done.replay()).response.status).toBe(202);
    expect((await done.remove()).response.status).toBe(204);
    const actions = await api.services
      .database('audit_entries')
      .where({ subject_id: id, actor_id: admin.id })
      .orderBy('id')
      .pluck('action');
    expect(actions).toEqual([
      'webhook_endpoint.update',
      'webhook_endpoint.replay',
      'webhook_endpoint.delete',
    ]);
  });

  test('is nothing to nobody', async () => {
    const { id } = await newEndpoint();
    for (const answer of Object.values(calls(api.client(), id, newId()))) {
      expect((await answer()).response.status).toBe(401);
    }
    const { response } = await createWebhookEndpoint({ client: api.client(), body: { url } });
    expect(response.status).toBe(401);
    expect((await listWebhookEndpoints({ client: api.client() })).response.status).toBe(401);
  });
});
