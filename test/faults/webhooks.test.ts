import { createWebhookEndpoint } from '../../clients/typescript';
import { openDatabase } from '../../foundation/database';
import { createLogger } from '../../foundation/logging';
import { happen } from '../factories/webhook';
import { WebhookReceiver } from '../fakes/webhook-receiver';
import { until } from '../support/until';
import { verifyAsSpecified } from '../support/verify-webhook';
import { RunningStack } from './running-stack';

const total = 40;
const kills = 3;

let stack: RunningStack;
let receiver: WebhookReceiver;
beforeAll(async () => {
  receiver = await WebhookReceiver.start();
  stack = await RunningStack.start({
    OUTGOING_ALLOW_HTTP: 'true',
    OUTGOING_ALLOW_RANGES: '127.0.0.0/8',
  });
});
afterAll(async () => {
  await stack.stop();
  await receiver.close();
});

interface Row {
  id: string;
  state: string;
  attempts: number;
  interrupted: number;
}

const readRows = () =>
  stack.query<Row>(
    `select d.id, d.state, count(a.id)::int as attempts,
       count(*) filter (where a.error_code = 'interrupted')::int as interrupted
     from webhook_deliveries d left join webhook_attempts a on a.delivery_id = d.id group by d.id`,
  );

it(`${total} deliveries survive ${kills} kills -9 of the worker in their middle`, async () => {
  const client = await stack.user();
  const { data } = await createWebhookEndpoint({
    ...{ client, body: { url: receiver.url() }, throwOnError: true },
  });
  // Nobody answers, so that requests are under way when the worker dies.
  receiver.mood = 'slow';
  const logger = createLogger({ logLevel: 'silent' }, 'test');
  const database = openDatabase({ databaseUrl: stack.databaseUrl, databasePoolSize: 2 }, logger);
  for (let nth = 0; nth < total; nth++) await happen(database, data.owner_id);
  await database.destroy();
  for (let nth = 1; nth <= kills; nth++) {
    const before = receiver.received.length;
    if (nth === kills) receiver.mood = 'ok';
    await until(() => receiver.received.length > before);
    expect(await stack.driver.kill('worker', 'SIGKILL')).toBe(true);
  }
  await until(async () => (await readRows()).every(({ state }) => state === 'delivered'), 240_000);
  const rows = await readRows();
  expect(rows).toHaveLength(total);
  // None lost; every repeat is one that a kill broke off, or that a silent receiver timed out, under the same id.
  const ids = new Set(rows.map(({ id }) => id));
  expect(new Set(receiver.received.map(({ id }) => id))).toEqual(ids);
  for (const message of receiver.received) verifyAsSpecified(data.secret, message);
  for (const { id, attempts, interrupted } of rows) {
    const arrived = receiver.received.filter((message) => message.id === id).length;
    expect(arrived).toBeLessThanOrEqual(attempts);
    expect(interrupted).toBeLessThanOrEqual(kills);
  }
  expect(rows.reduce((sum, { interrupted }) => sum + interrupted, 0)).toBeGreaterThan(0);
}, 400_000);
