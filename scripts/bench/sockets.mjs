// How long after its commit an event has reached a thousand sockets.
import { createRequire } from 'node:module';
import { io } from 'socket.io-client';
import { startStack } from '../stack/stack.mjs';
import { temporaryStateDir } from '../stack/temporary.mjs';
import { figure, median } from './figure.mjs';

const product = createRequire(import.meta.url);
const sockets = 1_000;
const dialledAtOnce = 50;

/** Measures with sockets that share few users, as tabs and devices do, and with a user for each. */
export async function run({ quick, report, note }) {
  note('measuring sockets ...');
  const stack = await startStack({
    stateDir: await temporaryStateDir('bench'),
    services: ['postgres', 'temporal', 'api'],
    env: { LOG_LEVEL: 'error' },
    temporary: true,
  });
  try {
    for (const users of [20, sockets]) {
      const times = await measure(stack, { users, rounds: quick ? 3 : 9 });
      report(
        figure(`sockets_1000_of_${users}_users_last_hears`, times.last, 'ms', { most: 1_000 }),
      );
      report(figure(`sockets_1000_of_${users}_users_half_hear`, times.half, 'ms', { most: 1_000 }));
    }
  } finally {
    await stack.stop();
  }
}

async function measure(stack, { users, rounds }) {
  const sender = createSender(stack);
  const people = await sender.people(users);
  const listeners = await connect(stack.urls.api, people);
  try {
    const heard = [];
    for (let round = 0; round < rounds; round++) heard.push(await once(sender, people, listeners));
    // The first finds everything cold.
    const rest = heard.slice(1);
    return {
      last: median(rest.map((times) => Math.max(...times))),
      half: median(rest.map((times) => median(times))),
    };
  } finally {
    for (const socket of listeners) socket.disconnect();
    await sender.close();
  }
}

/** The event of everybody, in one transaction; milliseconds from its commit to each socket. */
async function once(sender, people, listeners) {
  const heard = listeners.map(
    (socket) => new Promise((resolve) => socket.once('event', () => resolve(performance.now()))),
  );
  const committed = await sender.tell(people);
  return (await Promise.all(heard)).map((at) => at - committed);
}

/** A process of the product that commits events, as a worker does. */
function createSender({ env }) {
  const { openDatabase } = product('../../dist/foundation/database.js');
  const { transaction } = product('../../dist/foundation/transaction.js');
  const { newId } = product('../../dist/foundation/ids.js');
  const { createLogger } = product('../../dist/foundation/logging.js');
  const { systemClock } = product('../../dist/foundation/clock.js');
  const { appendEvent } = product('../../dist/models/messaging/append-event.js');
  const { openSession } = product('../../dist/models/identity/session.js');
  const { createAccessTokens } = product('../../dist/models/identity/access-token.js');
  const emitters = product('../../dist/activities/clients/realtime-emitter.js');
  const settings = { databaseUrl: env.DATABASE_URL, databasePoolSize: 4, logLevel: 'error' };
  const logger = createLogger(settings, 'bench');
  const database = openDatabase(settings, logger);
  const emitter = emitters.startRealtimeEmitter(settings, logger);
  const tokens = createAccessTokens(env.SECRET_KEY, systemClock);
  const person = async () => {
    const id = newId();
    const row = { id, username: id, email: `${id}@example.org`, password_hash: 'none' };
    await database('users').insert(row);
    const from = { device: 'bench', ip: '127.0.0.1' };
    const session = await openSession(database, id, from, new Date());
    return { id, access: tokens.issue({ sub: id, sid: session.id }) };
  };
  return {
    people: (count) => Promise.all(Array.from({ length: count }, person)),
    tell: async (people) => {
      let committed = 0;
      await transaction(database, async (tx) => {
        tx.afterCommit(() => (committed = performance.now()));
        for (const { id } of people) {
          appendEvent(tx, {
            owner_id: id,
            type: 'settings.updated',
            subject: { type: 'user', id },
          });
        }
      });
      return committed;
    },
    close: async () => {
      await emitter.close();
      await database.destroy();
    },
  };
}

/** As many sockets, spread over the people; each has heard where the numbers stand. */
async function connect(api, people) {
  const all = [];
  while (all.length < sockets) {
    const some = Array.from({ length: dialledAtOnce }, (_, nth) =>
      dial(api, people[(all.length + nth) % people.length].access),
    );
    all.push(...(await Promise.all(some)));
  }
  return all;
}

function dial(api, token) {
  const socket = io(api, { transports: ['websocket'], auth: { token }, forceNew: true });
  return new Promise((resolve, reject) => {
    socket.once('seq', () => resolve(socket));
    socket.once('connect_error', reject);
  });
}
