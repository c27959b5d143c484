import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import jwt from 'jsonwebtoken';
import { parse } from 'yaml';
import { startRealtimeEmitter } from '../../../activities/clients/realtime-emitter';
import { transaction } from '../../../foundation/transaction';
import { newId } from '../../../foundation/ids';
import { createAccessTokens } from '../../../models/identity/access-token';
import { revokeSessions } from '../../../models/identity/session';
import { appendEvent } from '../../../models/messaging/append-event';
import { createTestDatabase, type TestDatabase } from '../../support/database';
import { until } from '../../support/until';
import {
  listen,
  type Listener,
  openSocketServer,
  somebody,
  type SocketServer,
} from './open-socket';

let database: TestDatabase;
let server: SocketServer;
const listeners: Listener[] = [];

function open(access?: string, headers?: Record<string, string>, url = server.url): Listener {
  const listener = listen(url, access, headers);
  listeners.push(listener);
  return listener;
}

async function happen(ownerId: string, times = 1): Promise<void> {
  await transaction(server.services.database, (tx) => {
    for (let n = 0; n < times; n += 1) {
      const subject = { type: 'batch', id: newId() };
      appendEvent(tx, { owner_id: ownerId, type: 'batch.created', subject });
    }
    return Promise.resolve();
  });
}

beforeAll(async () => {
  database = await createTestDatabase();
  server = await openSocketServer(database.url, { seqMs: 100, sessionsMs: 100 });
});

afterEach(() => {
  for (const { socket } of listeners.splice(0)) socket.disconnect();
});

afterAll(async () => {
  await server?.close();
  await database?.drop();
});

describe('hints', () => {
  it('say where the numbers stand, then each event once and in order', async () => {
    const person = await somebody(server.services);
    await happen(person.id, 2);
    const client = open(person.access);
    await until(() => client.seqs.length > 0);
    expect(client.seqs[0]).toEqual({ last_seq: 2 });
    await happen(person.id, 3);
    await happen(person.id);
    await until(() => client.events.at(-1)?.seq === 6);
    // A hint of an earlier event may still be on its way when the client connects.
    const later = client.events.filter(({ seq }) => seq > 2);
    expect(later.map(({ seq }) => seq)).toEqual([3, 4, 5, 6]);
    expect(later[0]).toEqual({
      seq: 3,
      type: 'batch.created',
      subject: { type: 'batch', id: expect.any(String) as string },
    });
  });

  it('repeat the number, so that a lost event is noticed', async () => {
    const person = await somebody(server.services);
    const client = open(person.access);
    await until(() => client.seqs.length > 0);
    const counters = server.services.database('event_counters');
    await counters.insert({ owner_id: person.id, last_seq: 7 });
    await until(() => client.seqs.at(-1)?.last_seq === 7);
    expect(client.events).toEqual([]);
  });

  it('reach the sockets of their owner only, in every process', async () => {
    const [one, other] = [await somebody(server.services), await somebody(server.services)];
    const second = await openSocketServer(database.url);
    const emitter = startRealtimeEmitter(server.services.config, server.services.logger);
    try {
      const here = open(one.access);
      const there = open(one.access, {}, second.url);
      const stranger = open(other.access);
      const all = [here, there, stranger];
      await until(() => all.every(({ seqs }) => seqs.length > 0));
      const progress = {
        ...{ batch_id: newId(), state: 'running' as const },
        ...{ total: 9, succeeded: 1, failed: 0 },
      };
      emitter.progress(one.id, { ...progress, images_per_second: 1.5 });
      emitter.progress(other.id, { ...progress, images_per_second: null });
      await until(() => all.every((client) => client.progress.length > 0));
      for (const client of [here, there]) {
        expect(client.progress).toEqual([{ ...progress, images_per_second: 1.5 }]);
      }
      expect(stranger.progress).toEqual([{ ...progress, images_per_second: null }]);
    } finally {
      await emitter.close();
      await second.close();
    }
  });

  it('have the names that the published description gives', () => {
    const file = join(__dirname, '../../../openapi/asyncapi.yaml');
    const { components } = parse(readFileSync(file, 'utf8')) as {
      components: { messages: Record<string, { name: string }> };
    };
    const names = Object.values(components.messages).map(({ name }) => name);
    const heard: Omit<Listener, 'socket' | 'ends'> = { events: [], seqs: [], progress: [] };
    expect(names.sort()).toEqual(['event', 'progress', 'seq']);
    expect(names).toHaveLength(Object.keys(heard).length);
  });
});

describe('a handshake', () => {
  const refused = async (token: string | undefined, headers?: Record<string, string>) => {
    const client = open(token, headers);
    await until(() => client.ends.length > 0);
    expect(client.seqs).toEqual([]);
    return client.ends;
  };

  it('needs a token that this server signed, for this audience, with its algorithm', async () => {
    const { id: sub, session_id: sid } = await somebody(server.services);
    const { secretOrKey, issuer, audience } = server.services.accessTokens.verification;
    const claims = { sub, sid };
    const forged = [
      undefined,
      'nonsense',
      jwt.sign(claims, 'another key', { algorithm: 'HS256', issuer, audience, expiresIn: 60 }),
      jwt.sign(claims, secretOrKey, { algorithm: 'HS256', issuer, audience: 'x', expiresIn: 60 }),
      jwt.sign(claims, secretOrKey, { algorithm: 'HS384', issuer, audience, expiresIn: 60 }),
      jwt.sign(claims, '', { algorithm: 'none', issuer, audience, expiresIn: 60 }),
      jwt.sign(claims, secretOrKey, { algorithm: 'HS256', issuer, audience }),
    ];
    for (const token of forged) expect(await refused(token)).toEqual(['unauthenticated']);
  });

  it('says when the token is too old or its session has ended', async () => {
    const { config, accessTokens, database: db } = server.services;
    const { id: sub, session_id: sid } = await somebody(server.services);
    const anHourAgo = { now: () => new Date(Date.now() - 3_600_000) };
    const old = createAccessTokens(config.secretKey, anHourAgo).issue({ sub, sid });
    expect(await refused(old)).toEqual(['token_expired']);
    await revokeSessions(db, { owner_id: sub }, 'logout', new Date());
    expect(await refused(accessTokens.issue({ sub, sid }))).toEqual(['session_revoked']);
  });

  it('comes from an allowed page, or from no page', async () => {
    const { access } = await somebody(server.services);
    const foreign = await refused(access, { origin: 'https://evil.example.org' });
    expect(foreign).toEqual(['websocket error']);
    for (const origin of ['https://app.example.org', server.url]) {
      const client = open(access, { origin });
      await until(() => client.seqs.length > 0);
    }
  });

  it('uses a WebSocket, never polling', async () => {
    const answer = await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`);
    expect(answer.status).toBe(400);
  });
});

describe('a socket ends', () => {
  it('when its session is revoked, and no other one does', async () => {
    const [one, other] = [await somebody(server.services), await somebody(server.services)];
    const [client, stranger] = [open(one.access), open(other.access)];
    await until(() => client.seqs.length > 0 && stranger.seqs.length > 0);
    await revokeSessions(server.services.database, { owner_id: one.id }, 'logout', new Date());
    await until(() => client.ends.length > 0);
    expect(client.ends).toEqual(['io server disconnect']);
    expect(stranger.socket.connected).toBe(true);
  });

  it('when its token expires', async () => {
    const { config, accessTokens } = server.services;
    const { id: sub, session_id: sid } = await somebody(server.services);
    const left = 5_000 - accessTokens.lifeSeconds * 1000;
    const almost = createAccessTokens(config.secretKey, { now: () => new Date(Date.now() + left) });
    const client = open(almost.issue({ sub, sid }));
    await until(() => client.seqs.length > 0);
    await until(() => client.ends.length > 0);
    expect(client.ends).toEqual(['io server disconnect']);
  });

  it.each([
    ['speaks', 'a word', 'io server disconnect'],
    ['sends too much', 'x'.repeat(70_000), 'transport close'],
  ])('when the client %s', async (_, text, end) => {
    const { access } = await somebody(server.services);
    const client = open(access);
    await until(() => client.seqs.length > 0);
    client.socket.send(text);
    await until(() => client.ends.length > 0);
    expect(client.ends).toEqual([end]);
  });
});
