import { join } from 'node:path';
import {
  activateModel,
  type ClassificationModel,
  getModel,
  listEvents,
  listModels,
  type Problem,
  rollBackModel,
  updateModel,
} from '../../../clients/typescript';
import { modelKey } from '../../../activities/clients/model-key';
import { activeModel } from '../../../models/classification/model-in-use';
import { registerModels } from '../../../models/classification/register-models';
import type { TestApi } from '../../support/api';
import { newPerson, type Person, startClassificationApi } from './classification-api';
import { cardFor, readyModel, send, settle, shippedVersion as shipped } from './model-uploads';

let api: TestApi;
let amina: Person;
let admin: Person;
beforeAll(async () => {
  api = await startClassificationApi();
});
beforeEach(async () => {
  amina = await newPerson(api);
  admin = await newPerson(api, 'admin');
});
afterAll(() => api.close());

const read = (version: string, person = amina) =>
  getModel({ client: person.client, path: { id: version } });
const activate = (version: string, person = admin) =>
  activateModel({ client: person.client, path: { id: version } });
const rollBack = (person = admin) => rollBackModel({ client: person.client });
const eventsOf = async (person: Person) => {
  const { data } = await listEvents({ client: person.client });
  return data?.results ?? [];
};
const auditOf = (version: string) =>
  api.services
    .database('audit_entries')
    .where({ subject_type: 'model', subject_id: version })
    .orderBy('id')
    .pluck<string[]>('action');

describe('uploading a model', () => {
  const bytes = Buffer.from('bytes that a check will judge');

  test('keeps the file, asks for its check, and shows it to everybody', async () => {
    const card = cardFor(bytes, { thresholds: { uncertain_below: 0.7 } });
    const response = await send(admin, card, bytes);
    const body = (await response.json()) as ClassificationModel;
    expect(response.status).toBe(202);
    expect(response.headers.get('location')).toBe(`/api/classification/models/${card.version}`);
    expect(body).toMatchObject({ state: 'checking', active: false, origin: 'uploaded' });
    expect(body).toMatchObject({ size: bytes.length, sha256: card.sha256, refusal: null });
    expect(body).toMatchObject({ thresholds: { uncertain_below: 0.7 }, card });
    expect((await read(card.version)).data).toEqual(body);
    const stored = await api.services.objectStore.get(modelKey(card.version));
    expect(stored.equals(bytes)).toBe(true);
    const commands = await api.services
      .database('workflow_commands')
      .where({ workflow_id: `model:${body.subject_id}` });
    expect(commands).toMatchObject([{ workflow_type: 'checkModel', owner_id: admin.id }]);
    expect(await auditOf(card.version)).toEqual(['model.upload']);
  });

  test('is for admins only', async () => {
    expect((await send(amina, cardFor(bytes), bytes)).status).toBe(403);
    expect((await send(await newPerson(api, 'reviewer'), cardFor(bytes), bytes)).status).toBe(403);
  });

  test('refuses cards that say too little, or what cannot be', async () => {
    const wrong = [
      { version: 'Has Spaces' },
      { version: 'rollback' },
      { sha256: 'none' },
      { classes: ['unaffected', 'unripe', 'spotted', 'cracked', 'bruised', 'green'] },
      { classes: ['unaffected', 'unripe', 'spotted', 'cracked', 'bruised', 'bruised'] },
      { input: { name: 'image', size: 1024, layout: 'NHWC', dtype: 'uint8' } },
      { input: { name: 'image', size: 224, layout: 'NCHW', dtype: 'uint8' } },
      { outputs: {} },
      { thresholds: { uncertain_below: 7 } },
      { thresholds: { uncertain_below: 0.5, uncertain_below_by_class: { green: 0.5 } } },
    ];
    for (const changes of wrong) {
      const response = await send(admin, cardFor(bytes, changes), bytes);
      expect([changes, response.status]).toEqual([changes, 400]);
    }
  });

  test('refuses files over the limit', async () => {
    const large = Buffer.alloc(25 * 1024 * 1024 + 1);
    const response = await send(admin, cardFor(large), large);
    expect(response.status).toBe(413);
  });

  test('takes a name once, but gives the name of a refused one free', async () => {
    const card = cardFor(bytes);
    await send(admin, card, bytes);
    const again = await send(admin, card, Buffer.from('others'));
    expect(again.status).toBe(409);
    expect(((await again.json()) as Problem).code).toBe('duplicate_model');
    expect((await api.services.objectStore.get(modelKey(card.version))).equals(bytes)).toBe(true);
    const detail = 'It is no model.';
    await settle(api, card.version, { ok: false, code: 'not_onnx', detail });
    const better = Buffer.from('better');
    expect((await send(admin, cardFor(better, { version: card.version }), better)).status).toBe(
      202,
    );
    const { data } = await read(card.version);
    expect(data).toMatchObject({ state: 'checking', refusal: null, size: better.length });
    expect((await send(admin, { ...card, version: shipped }, bytes)).status).toBe(409);
  });

  test('the same key and form get the same answer, another form 422', async () => {
    const card = cardFor(bytes);
    const first = await send(admin, card, bytes, 'model-1');
    const second = await send(admin, card, bytes, 'model-1');
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(await second.json()).toEqual(await first.json());
    expect((await send(admin, card, Buffer.from('others'), 'model-1')).status).toBe(422);
  });
});

describe('the verdict on a model', () => {
  test('is shown with its reason in the reader’s language, and told to who uploaded it', async () => {
    const bytes = Buffer.from('slow');
    const card = cardFor(bytes);
    await send(admin, card, bytes);
    const detail = 'It takes 9.0 times as long as the active version; 4 times is allowed.';
    await settle(api, card.version, { ok: false, code: 'too_slow', detail });
    await settle(api, card.version, { ok: true });
    const headers = { 'accept-language': 'fr' };
    const { data } = await getModel({ client: amina.client, path: { id: card.version }, headers });
    const refusal = { code: 'too_slow', title: 'Il est trop lent', detail };
    expect(data).toMatchObject({ state: 'refused', refusal });
    expect(data?.checked_at).not.toBeNull();
    const told = (await eventsOf(admin)).filter(({ subject }) => subject.id === data?.subject_id);
    expect(told.map(({ type }) => type)).toEqual(['model.refused']);
    expect(told[0]?.data).toEqual({ model_version: card.version, code: 'too_slow' });
    const refused = await activate(card.version);
    expect(refused.response.status).toBe(409);
    expect((refused.error as Problem).code).toBe('model_not_ready');
  });
});

describe('thresholds', () => {
  const edit = (version: string, thresholds: object, match?: string, person = admin) =>
    updateModel({
      client: person.client,
      path: { id: version },
      body: { thresholds: thresholds as { uncertain_below: number } },
      headers: match === undefined ? {} : { 'If-Match': match },
    });

  test('are changed by an admin who saw the latest, and hold for work from then on', async () => {
    const { id } = await readyModel(api, admin);
    await activate(id);
    const etag = (await read(id)).response.headers.get('etag') ?? '';
    const thresholds = { uncertain_below: 0.6, uncertain_below_by_class: { bruised: 0.95 } };
    expect((await edit(id, thresholds)).response.status).toBe(428);
    expect((await edit(id, thresholds, '"999"')).response.status).toBe(412);
    expect((await edit(id, thresholds, etag, amina)).response.status).toBe(403);
    const changed = await edit(id, thresholds, etag);
    expect(changed.data).toMatchObject({ thresholds });
    expect((await edit(id, thresholds, etag)).response.status).toBe(412);
    expect((await activeModel(api.services.database)).thresholds).toEqual(thresholds);
    expect(await auditOf(id)).toEqual(['model.upload', 'model.activate', 'model.set_thresholds']);
    await rollBack();
  });

  test('of a version that is not ready stay as they are', async () => {
    const bytes = Buffer.from('unchecked');
    const card = cardFor(bytes);
    await send(admin, card, bytes);
    const answer = await edit(card.version, { uncertain_below: 0.6 }, '*');
    expect((answer.error as Problem).code).toBe('model_not_ready');
    expect((await edit('plum-0', { uncertain_below: 0.6 }, '*')).response.status).toBe(404);
  });
});

describe('activating', () => {
  test('makes new work use the version, and tells every admin', async () => {
    const other = await newPerson(api, 'admin');
    const { id, subject_id } = await readyModel(api, admin);
    const { data } = await activate(id);
    expect(data).toMatchObject({ id, active: true });
    expect((await read(shipped)).data?.active).toBe(false);
    expect((await activeModel(api.services.database)).version).toBe(id);
    for (const person of [admin, other]) {
      const told = (await eventsOf(person)).filter(({ type }) => type === 'model.activated');
      expect(told.at(-1)).toMatchObject({
        subject: { type: 'model', id: subject_id },
        data: { model_version: id, previous: shipped, kind: 'activate' },
      });
    }
    expect(await eventsOf(amina)).toEqual([]);
    expect((await activate(id)).response.status).toBe(200);
    expect(await auditOf(id)).toEqual(['model.upload', 'model.activate']);
    await rollBack();
  });

  test('goes back one version per call, and no further than there were', async () => {
    const [one, two] = [await readyModel(api, admin), await readyModel(api, admin)];
    await activate(one.id);
    await activate(two.id);
    expect((await rollBack()).data).toMatchObject({ id: one.id, active: true });
    expect((await rollBack()).data).toMatchObject({ id: shipped, active: true });
    const none = await rollBack();
    expect(none.response.status).toBe(409);
    expect((none.error as Problem).code).toBe('no_previous_model');
    expect(await auditOf(one.id)).toContain('model.roll_back');
  });

  test('has one order when many do it at once, and leaves a row for each', async () => {
    const models = await Promise.all([1, 2, 3, 4].map(() => readyModel(api, admin)));
    await Promise.all(models.map(({ id }) => activate(id)));
    const { data } = await listModels({ client: amina.client });
    const active = data?.results.filter((model) => model.active) ?? [];
    expect(active).toHaveLength(1);
    for (const { id } of models) expect(await auditOf(id)).toContain('model.activate');
    const back = [];
    for (const _ of models) back.push((await rollBack()).data?.id);
    expect(back.at(-1)).toBe(shipped);
    expect(new Set([active[0]?.id, ...back.slice(0, -1)])).toEqual(
      new Set(models.map(({ id }) => id)),
    );
  });

  test('is for admins only, of versions that are there', async () => {
    expect((await activate(shipped, amina)).response.status).toBe(403);
    expect((await rollBack(amina)).response.status).toBe(403);
    expect((await activate('plum-0')).response.status).toBe(404);
  });

  test('a new batch may not name a version that is not ready', async () => {
    const bytes = Buffer.from('waiting');
    const card = cardFor(bytes);
    await send(admin, card, bytes);
    const options = JSON.stringify({ model_version: card.version });
    const response = await amina.send('/classification/batches', [
      ['options', options],
      ['images', new Blob(['text']), 'a.jpg'],
    ]);
    expect(response.status).toBe(400);
    expect(((await response.json()) as Problem).errors?.[0]?.code).toBe('model_not_ready');
  });
});

describe('registering the shipped models again', () => {
  const modelsDir = join(__dirname, '../../../ml/models');

  test('keeps the active version and the thresholds that somebody set', async () => {
    const { database } = api.services;
    const thresholds = { uncertain_below: 0.61 };
    await database('classification_models').where({ version: shipped }).update({ thresholds });
    const { id } = await readyModel(api, admin);
    await activate(id);
    await Promise.all([1, 2, 3].map(() => registerModels(database, modelsDir)));
    const { data } = await listModels({ client: amina.client });
    expect(data?.results.filter(({ active }) => active)).toMatchObject([{ id }]);
    expect((await read(shipped)).data).toMatchObject({ thresholds, origin: 'shipped' });
    await rollBack();
    expect((await rollBack()).response.status).toBe(409);
  });
});
