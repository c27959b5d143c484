// Mails while their worker is killed again and again: none is lost, and one that comes twice is known by its Message-ID.
import { openDatabase } from '../../foundation/database';
import { newId } from '../../foundation/ids';
import { createLogger } from '../../foundation/logging';
import { transaction } from '../../foundation/transaction';
import { queueMail } from '../../models/messaging/queue-mail';
import { createOwner } from '../factories/owner';
import { MailServer } from '../fakes/mail-server';
import { until } from '../support/until';
import { RunningStack } from './running-stack';

const total = 500;
const kills = 3;
/** How many are queued at a time. */
const atOnce = 5;

let server: MailServer;
let stack: RunningStack;
beforeAll(async () => {
  server = await MailServer.start();
  stack = await RunningStack.start({ SMTP_URL: server.url, MAIL_FROM: 'no-reply@relais.example' });
});
afterAll(async () => {
  await stack.stop();
  await server.close();
});

async function queueAll(): Promise<void> {
  const logger = createLogger({ logLevel: 'silent' }, 'test');
  const database = openDatabase(
    { databaseUrl: stack.databaseUrl, databasePoolSize: atOnce },
    logger,
  );
  const queueOne = async (): Promise<void> => {
    const owner_id = await createOwner(database);
    await transaction(database, (tx) =>
      queueMail(tx, { owner_id, kind: 'welcome', subject_id: newId() }),
    );
  };
  for (let queued = 0; queued < total; queued += atOnce) {
    await Promise.all(Array.from({ length: atOnce }, queueOne));
  }
  await database.destroy();
}

it(`${total} mails survive ${kills} kill -9 of the worker`, async () => {
  await queueAll();
  for (let kill = 1; kill <= kills; kill += 1) {
    const share = Math.floor((total * kill) / (kills + 1));
    await until(() => server.received.length > share, 240_000);
    await stack.kill('worker');
  }
  const states = () => stack.query<{ state: string }>('select state from mails');
  await until(async () => (await states()).every(({ state }) => state === 'sent'), 240_000);
  const rows = await stack.query<{ message_id: string; email: string; unknown_attempts: number }>(
    'select message_id, email, unknown_attempts from mails join users on users.id = owner_id',
  );
  expect(rows).toHaveLength(total);
  for (const { message_id, email, unknown_attempts } of rows) {
    const mails = server.received.filter(({ to }) => to.includes(email));
    const ids = mails.map(({ headers }) => headers['message-id']);
    expect(new Set(ids)).toEqual(new Set([message_id]));
    expect(ids.length).toBeLessThanOrEqual(1 + unknown_attempts);
  }
  // A kill leaves one mail in doubt at most, whatever was under way.
  expect(server.received.length - total).toBeLessThanOrEqual(kills);
}, 900_000);
