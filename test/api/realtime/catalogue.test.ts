// Every event that the contract has is brought about, and what the socket says of it is held to asyncapi.yaml.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import type { EventType } from '../../../clients/typescript';
import { createTestDatabase, type TestDatabase } from '../../support/database';
import { shippedVersion } from '../../support/shipped-version';
import { until } from '../../support/until';
import { happenings } from './happenings';
import { listen, openSocketServer, somebody, type SocketServer } from './open-socket';
import { World } from './world';

const openapi = join(__dirname, '../../../openapi');
const read = (file: string): string => readFileSync(join(openapi, file), 'utf8');

/** The catalogue of asyncapi.yaml: what each event is about. */
const subjects = new Map(
  [...read('asyncapi.yaml').matchAll(/^ {6}\| `([a-z_.]+)` \| ([a-z_]+) \|/gm)].map(
    ([, type = '', subject = '']) => [type, subject],
  ),
);

/** Checks a message of the socket against the schema that asyncapi.yaml gives it; fields that it does not name are refused. */
function checkOf(message: string): ValidateFunction {
  const ajv = new Ajv2020({ strict: false });
  addFormats(ajv);
  for (const file of ['messaging/schemas.yaml', 'classification/schemas/batches.yaml']) {
    ajv.addSchema({ ...(parse(read(file)) as object), $id: `https://contract/${file}` });
  }
  const { components } = parse(read('asyncapi.yaml')) as {
    components: { messages: Record<string, { payload: { $ref: string } }> };
  };
  const $ref = `https://contract/${components.messages[message]?.payload.$ref}`;
  return ajv.compile({ $ref, unevaluatedProperties: false });
}

let database: TestDatabase;
let server: SocketServer;
beforeAll(async () => {
  database = await createTestDatabase();
  server = await openSocketServer(database.url);
  const card = { version: shippedVersion, classes: [], sha256: '' };
  const row = { version: shippedVersion, card, sha256: '' };
  await server.services.database('classification_models').insert(row);
});
afterAll(async () => {
  await server?.close();
  await database?.drop();
});

const types = Object.keys(happenings) as EventType[];
const isHint = checkOf('event');

it.each(types)('%s is sent as the catalogue describes it', async (type) => {
  const person = await somebody(server.services);
  const client = listen(server.url, person.access);
  try {
    await until(() => client.seqs.length > 0);
    await happenings[type](new World(server.services, person));
    await until(() => client.events.some((hint) => hint.type === type), 20_000);
    for (const hint of client.events) {
      expect(isHint(hint) || isHint.errors).toBe(true);
      expect([hint.type, hint.subject.type]).toEqual([hint.type, subjects.get(hint.type)]);
    }
  } finally {
    client.socket.disconnect();
  }
});

it('the catalogue has what is sent, and nothing else', () => {
  expect([...subjects.keys()].sort()).toEqual([...types].sort());
});

it('the check of a message refuses what the contract does not have', () => {
  const subject = { type: 'batch', id: '0199f3a2-7c1e-7d43-9b58-2f6a4c1d0e77' };
  const hint = { seq: 1, type: 'batch.created', subject };
  expect(isHint(hint)).toBe(true);
  expect(isHint({ ...hint, type: 'batch.invented' })).toBe(false);
  expect(isHint({ ...hint, owner_id: subject.id })).toBe(false);
  expect(isHint({ ...hint, subject: { ...subject, type: 'tree' } })).toBe(false);
});
