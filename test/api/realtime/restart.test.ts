// A restart of PostgreSQL takes every connection away; the socket must hear again, and everything once.
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startRealtimeEmitter } from '../../../activities/clients/realtime-emitter';
import { newId } from '../../../foundation/ids';
import { StackDriver } from '../../scripts/drive-stack';
import { until } from '../../support/until';
import { listen, openSocketServer, somebody } from './open-socket';

jest.setTimeout(300_000);

const driver = new StackDriver();

afterAll(() => driver.stop());

it('hears again after PostgreSQL restarted, more often than its pool has places', async () => {
  const stateDir = mkdtempSync(path.join(os.tmpdir(), 'relais-restart-'));
  const { env } = await driver.start({
    stateDir,
    services: ['postgres'],
    fast: true,
    temporary: true,
  });
  const server = await openSocketServer(env['DATABASE_URL'] ?? '');
  const emitter = startRealtimeEmitter(server.services.config, server.services.logger);
  const person = await somebody(server.services);
  const client = listen(server.url, person.access);
  const hint = { batch_id: newId(), state: 'running' as const, total: 0, succeeded: 0, failed: 0 };
  const heard = (total: number): number =>
    client.progress.filter((progress) => progress.total === total).length;
  try {
    await until(() => client.seqs.length > 0);
    for (let restart = 1; restart <= 4; restart += 1) {
      await driver.restart('postgres');
      await driver.ready('postgres');
      // Hints may be lost until both sides are connected again.
      let sent = restart * 1000;
      await until(() => {
        sent += 1;
        emitter.progress(person.id, { ...hint, total: sent, images_per_second: null });
        return heard(sent - 1) > 0;
      });
      emitter.progress(person.id, { ...hint, total: -restart, images_per_second: null });
      await until(() => heard(-restart) > 0);
    }
    const counts = new Map<number, number>();
    for (const { total } of client.progress) counts.set(total, (counts.get(total) ?? 0) + 1);
    expect([...counts].filter(([, count]) => count !== 1)).toEqual([]);
    expect(client.ends).toEqual([]);
  } finally {
    client.socket.disconnect();
    await emitter.close();
    await server.close();
  }
});
