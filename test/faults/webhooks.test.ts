import { createWebhookEndpoint } from '../../clients/typescript';
import { openDatabase } from '../../foundation/database';
import { createLogger } from '../../foundation/logging';
import { happen } from '../factories/webhook';
import { WebhookReceiver } from '../fakes/webhook-receiver';
import { until } from '../support/until';
import { verifyAsSpecified } from '../support/verify-webhook';
import { RunningStack } from './running-stack';

const total = 500;
const kills = 5;
/** How many requests are under way, unanswered, when the worker dies. */
const underWay = 20;

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

const delivered = async (): Promise<number> =>
  (await stack.query(`select from webhook_deliveries where state = 'delivered'`)).length;

it(`${total} deliveries survive ${kills} kills -9 of the worker in their middle`, async () => {
  const client = await stack.user();
  const { data } = await createWebhookEndpoint({
    ...{ client, body: { url: receiver.url() }, throwOnError: true },
  });
  // At once: a signature is too old for its verifier before all have come.
  const forged: unknown[] = [];
  receiver.onReceived = (message) => {
    try {
      verifyAsSpecified(data.secret, message);
    } catch (error) {
      forged.push(error);
    }
  };
  receiver.mood = 'slow';
  const logger = createLogger({ logLevel: 'silent' }, 'test');
  const database = openDatabase({ databaseUrl: stack.databaseUrl, databasePoolSize: 2 }, logger);
  for (let nth = 0; nth < total; nth++) await happen(database, data.owner_id);
  await database.destroy();
  for (let nth = 1; nth <= kills; nth++) {
    // Nobody answers, so that requests are under way when the worker dies; its successor gets on for a while.
    receiver.mood = 'slow';
    const before = receiver.received.length;
    await until(() => receiver.received.length >= before + underWay, 240_000);
    await stack.kill('worker');
    receiver.mood = 'ok';
    const share = Math.floor((total * nth) / (kills + 2));
    await until(async () => (await delivered()) > share, 240_000);
  }
  await until(async () => (await readRows()).every(({ state }) => state === 'delivered'), 240_000);
  const rows = await readRows();
  expect(rows).toHaveLength(total);
  expect(forged).toEqual([]);
  // None lost; every repeat is one that a kill broke off, or that a silent receiver timed out, under the same id.
  const ids = new Set(rows.map(({ id }) => id));
  expect(new Set(receiver.received.map(({ id }) => id))).toEqual(ids);
  for (const { id, attempts, interrupted } of rows) {
    const arrived = receiver.received.filter((message) => message.id === id).length;
    expect(arrived).toBeLessThanOrEqual(attempts);
    expect(interrupted).toBeLessThanOrEqual(kills);
  }
  expect(rows.reduce((sum, { interrupted }) => sum + interrupted, 0)).toBeGreaterThan(0);
}, 900_000);
