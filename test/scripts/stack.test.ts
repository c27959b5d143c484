import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { StackDriver, type StackInfo } from './drive-stack';
import { evaluate, until } from './run-module';

jest.setTimeout(180_000);

// Stands in for our processes: answers on its port, and ends when it is told to or when its supervisor is gone.
const standIn = `
  require('node:http').createServer((_, response) => response.end('well')).listen(process.env.API_PORT, '127.0.0.1');
  for (const name of ['SIGTERM', 'disconnect']) process.on(name, () => process.exit(0));`;
const idle = `
  setInterval(() => undefined, 1000);
  for (const name of ['SIGTERM', 'disconnect']) process.on(name, () => process.exit(0));`;
const commands = {
  api: [process.execPath, '-e', standIn],
  worker: [process.execPath, '-e', idle],
};

let stateDir: string;
let driver: StackDriver;

beforeEach(() => {
  stateDir = mkdtempSync(path.join(os.tmpdir(), 'relais stack 100% '));
  driver = new StackDriver();
});

afterEach(async () => {
  await driver.stop();
  await evaluate('provision/postgres.mjs', `m.removeCluster(${JSON.stringify(stateDir)})`);
  rmSync(stateDir, { recursive: true, force: true });
});

function start(services: string[], supervisor = driver): Promise<StackInfo> {
  return supervisor.start({ stateDir, services, commands, fast: true, migrate: false });
}

async function query(url: string | undefined, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

function isAlive(pid: number): Promise<boolean> {
  return evaluate<boolean>('provision/process-identity.mjs', `m.startOf(${pid}) !== null`);
}

async function pidOf(name: string): Promise<number> {
  return until(() => driver.pid(name));
}

test('a process that is killed is started again, on the same port and with the same data', async () => {
  const { env } = await start(['postgres', 'temporal', 'api', 'worker']);
  await query(env['DATABASE_URL'], 'create table kept as select 7 as number');
  for (const name of ['postgres', 'temporal', 'api', 'worker']) {
    const before = await pidOf(name);
    await driver.kill(name, 'SIGKILL');
    await until(async () => ![null, before].includes(await driver.pid(name)));
    await driver.ready(name);
  }
  expect(await query(env['DATABASE_URL'], 'select number from kept')).toEqual([{ number: 7 }]);
});

test('a process that is held stays down until it is released', async () => {
  const { urls } = await start(['api']);
  await driver.hold('api');
  expect(await driver.pid('api')).toBeNull();
  await expect(fetch(urls.api)).rejects.toThrow('fetch failed');
  await driver.release('api');
  await driver.ready('api');
  expect((await fetch(urls.api)).status).toBe(200);
});

test('what a killed supervisor leaves is stopped by the next start, which finds the data', async () => {
  const { env } = await start(['postgres', 'temporal', 'api']);
  await query(env['DATABASE_URL'], 'create table kept as select 7 as number');
  const left = await Promise.all(['postgres', 'temporal', 'api'].map(pidOf));
  await driver.end('SIGKILL');
  driver = new StackDriver();
  const again = await start(['postgres', 'temporal', 'api']);
  expect(again.orphans).toEqual(expect.arrayContaining(['postgres', 'temporal']));
  for (const pid of left) expect(await isAlive(pid)).toBe(false);
  expect(await query(again.env['DATABASE_URL'], 'select number from kept')).toEqual([
    { number: 7 },
  ]);
});

test('a process that only has the number of a recorded one is left alone', async () => {
  const runDir = path.join(stateDir, 'run');
  const record = {
    name: 'api',
    pid: process.pid,
    start: 'another time',
    stop_signal: 'SIGKILL',
    wave: 3,
  };
  mkdirSync(runDir, { recursive: true });
  writeFileSync(path.join(runDir, 'api.json'), JSON.stringify(record));
  const { orphans } = await start(['api']);
  expect(orphans).toEqual([]);
});

test('the request to end stops every process in order and forgets them', async () => {
  await start(['postgres', 'api', 'worker']);
  const pids = await Promise.all(['postgres', 'api', 'worker'].map(pidOf));
  await driver.end('SIGTERM');
  for (const pid of pids) expect(await isAlive(pid)).toBe(false);
  const log = readFileSync(path.join(stateDir, 'logs', 'postgres.log'), 'utf8');
  expect(log).toContain('database system is shut down');
});

test('a second supervisor over the same state is refused', async () => {
  await start(['api']);
  const second = new StackDriver();
  await expect(start(['api'], second)).rejects.toThrow('Relais is running already');
  await second.stop();
  expect(await driver.pid('api')).not.toBeNull();
});

test('a fixed port that somebody else has is reported with its setting', async () => {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as net.AddressInfo;
  const fixed = new StackDriver({ API_PORT: String(port) });
  const options = { stateDir, services: ['api'], commands, ports: 'fixed' as const };
  await expect(fixed.start(options)).rejects.toThrow(`port ${port} is taken: set API_PORT`);
  await fixed.stop();
  await new Promise((resolve) => server.close(resolve));
});

test('a process that never stays up ends the start with the end of its log', async () => {
  const broken = { api: [process.execPath, '-e', 'throw new Error("no such setting")'] };
  const started = driver.start({ stateDir, services: ['api'], commands: broken, migrate: false });
  await expect(started).rejects.toThrow('no such setting');
});

test('the histories of Temporal can be deleted in the middle', async () => {
  await start(['temporal']);
  const before = await pidOf('temporal');
  await driver.deleteTemporalFile();
  expect(await driver.pid('temporal')).not.toBe(before);
});
