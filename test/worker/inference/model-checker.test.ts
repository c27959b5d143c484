// Real checks of real files, good and bad, each in a process of its own.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { modelKey } from '../../../activities/clients/model-key';
import type { ModelCard, ModelInUse } from '../../../models/classification/classifier-model';
import { modelLimits } from '../../../models/classification/model-limits';
import type { CheckVerdict } from '../../../worker/inference/check-messages';
import {
  createModelChecker,
  type ModelCheckerLimits,
} from '../../../worker/inference/model-checker';
import { keepShippedModels } from '../../../worker/keep-shipped-models';
import { drawFruit } from './pictures';
import * as models from './onnx-models';
import { classifyAll, PoolSetup } from './pool-setup';
import { shippedVersion } from '../../support/shipped-version';

jest.setTimeout(240_000);

const folder = resolve(__dirname, '../../../ml/models', shippedVersion);
const shipped = readFileSync(join(folder, 'model.onnx'));
const card = JSON.parse(readFileSync(join(folder, 'card.json'), 'utf8')) as ModelCard;
const active: ModelInUse = { ...card };
const entry = resolve(__dirname, '../../../dist/worker/inference/check-process.js');
const never = new AbortController().signal;

let setup: PoolSetup;
beforeAll(async () => void (setup = await PoolSetup.create()));
afterAll(() => setup.close());

interface Given {
  limits?: Partial<ModelCheckerLimits>;
  entry?: string;
  signal?: AbortSignal;
  card?: Partial<ModelCard>;
}

/** Checks bytes as a version that was uploaded with a card for pictures of 64 pixels. */
async function check(bytes: Buffer, given: Given = {}): Promise<CheckVerdict> {
  const version = 'plum-candidate';
  await setup.store.put(modelKey(version), bytes, { contentType: 'application/octet-stream' });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const input = { ...card.input, size: models.side };
  const limits = { ...modelLimits, ...given.limits };
  const checker = createModelChecker(setup.config, { limits, entry: given.entry ?? entry });
  const candidate = { version, sha256, card: { ...card, sha256, input, ...given.card } };
  return await checker.check(candidate, active, given.signal ?? never);
}

const codeOf = async (bytes: Buffer, given?: Given): Promise<string> => {
  const verdict = await check(bytes, given);
  return verdict.ok ? 'ready' : verdict.code;
};

describe('a good model', () => {
  it('is ready: the shipped one under another name', async () => {
    expect(await check(shipped, { card: { input: card.input } })).toEqual({ ok: true });
  });

  it('is ready: a small one with another size of input', async () => {
    expect(await check(models.classifier())).toEqual({ ok: true });
    const alone = models.value('image', 'uint8', [1, models.side, models.side, 3]);
    expect(await check(models.classifier({ input: alone }))).toEqual({ ok: true });
  });
});

describe('a file that is no model', () => {
  it.each([
    ['a text', Buffer.from('This is my model, please use it.\n'.repeat(50))],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
    ['nothing', Buffer.alloc(0)],
    ['half a model', shipped.subarray(0, shipped.length / 2)],
    ['a model without its last byte', shipped.subarray(0, -1)],
  ])('is refused: %s', async (_what, bytes) => {
    expect(await codeOf(bytes)).toBe('not_onnx');
  });

  it('is refused when it is not the one of its card', async () => {
    const verdict = await check(models.classifier(), { card: { sha256: card.sha256 } });
    expect(verdict).toMatchObject({ ok: false, code: 'card_mismatch' });
  });
});

describe('a model of another kind', () => {
  const { side, value } = models;

  it('is refused with swapped dimensions, and told what was found', async () => {
    const input = value('image', 'uint8', ['N', 3, side, side]);
    const verdict = await check(models.classifier({ input, axes: [2, 3] }));
    expect(verdict).toMatchObject({ ok: false, code: 'wrong_input' });
    expect(JSON.stringify(verdict)).toContain('it is uint8 [N, 3, 64, 64] named image.');
  });

  it.each([
    ['floats', value('image', 'float', ['N', side, side, 3])],
    ['another size', value('image', 'uint8', ['N', 96, 96, 3])],
    ['two pictures at a time', value('image', 'uint8', [2, side, side, 3])],
    ['any size', value('image', 'uint8', ['N', 'H', 'W', 3])],
  ])('is refused for its input: %s', async (_what, input) => {
    expect(await codeOf(models.classifier({ input }))).toBe('wrong_input');
  });

  it('is refused for an input of another name than the card says', async () => {
    const input = { ...card.input, name: 'picture', size: side };
    expect(await codeOf(models.classifier(), { card: { input } })).toBe('wrong_input');
  });

  it('is refused for its output', async () => {
    expect(await codeOf(models.classifier({ output: 'chances' }))).toBe('wrong_output');
    expect(await codeOf(models.classifier({ last: 'Relu' }))).toBe('wrong_output');
    const classes = card.classes.slice(1);
    expect(await codeOf(models.classifier(), { card: { classes } })).toBe('wrong_output');
  });

  it('is refused for weights elsewhere, for operators of its own, and for chance', async () => {
    expect(await codeOf(models.leaning())).toBe('external_data');
    const own = models.node('Magic', ['scores'], ['scored'], [], 'com.example');
    const foreign = models.classifier({ nodes: [own], domains: ['com.example'] });
    expect(await codeOf(foreign)).toBe('custom_operator');
    const unknown = models.node('NoSuchThing', ['scores'], ['scored']);
    expect(await codeOf(models.classifier({ nodes: [unknown] }))).toBe('custom_operator');
    expect(await codeOf(models.dicing())).toBe('not_deterministic');
  });
});

describe('a model that takes more than it may', () => {
  it('is refused for memory that nobody would give it', async () => {
    expect(await codeOf(models.filling(2n ** 40n))).toBe('out_of_memory');
  });

  it('is refused for memory that it fills', async () => {
    const limits = { checkMemory: 512 * 2 ** 20 };
    expect(await codeOf(models.filling(2n ** 29n), { limits })).toBe('out_of_memory');
  });

  it('is refused when it never ends', async () => {
    const verdict = await check(models.looping(2n ** 62n), { limits: { checkTime: 4_000 } });
    expect(verdict).toMatchObject({ ok: false, code: 'too_slow' });
    expect(JSON.stringify(verdict)).toContain('did not end within 4 s');
  });

  it('is refused when it takes many times as long as the active one', async () => {
    const verdict = await check(models.looping(20_000n), { limits: { slowerAtMost: 1 } });
    expect(verdict).toMatchObject({ ok: false, code: 'too_slow' });
    expect(JSON.stringify(verdict)).toContain('times as long as the active version');
  });

  it('is refused when the process dies of it', async () => {
    const dying = join(__dirname, 'stand-in-check.cjs');
    expect(await codeOf(models.classifier(), { entry: dying })).toBe('crashed');
  });
});

describe('the checker', () => {
  it('says nothing of a model when its own process does not come up', async () => {
    const nowhere = join(setup.directory, 'nothing.js');
    await expect(check(models.classifier(), { entry: nowhere })).rejects.toThrow('did not come up');
  });

  it('stops at once when nobody wants the verdict any more', async () => {
    const controller = new AbortController();
    const work = check(models.looping(2n ** 62n), { signal: controller.signal });
    const stopped = expect(work).rejects.toMatchObject({ name: 'AbortError' });
    setImmediate(() => controller.abort());
    await stopped;
  });
});

describe('a version from the object store', () => {
  it('classifies in the pool by what its row says, and only if it is the file of its row', async () => {
    const bytes = models.classifier();
    const version = 'plum-stored';
    await setup.store.put(modelKey(version), bytes, { contentType: 'application/octet-stream' });
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const input = { name: 'image', size: models.side };
    const model = { ...active, version, sha256, input, thresholds: { uncertain_below: 0 } };
    const requests = await setup.keep([await drawFruit(1)]);
    const pool = setup.open();
    const { results } = await classifyAll(pool, requests, { model });
    const [sure] = [...results.values()];
    expect(sure).toMatchObject({ ok: true, outcome: 'classified' });
    const label = sure?.ok ? (sure.label ?? '') : '';
    const thresholds = { uncertain_below: 0, uncertain_below_by_class: { [label]: 1 } };
    const strict = { model: { ...model, thresholds } };
    const again = await classifyAll(pool, requests, strict);
    expect([...again.results.values()]).toMatchObject([{ outcome: 'uncertain', label }]);
    const other = { ...model, version: 'plum-other', sha256: card.sha256 };
    await setup.store.put(modelKey('plum-other'), bytes, { contentType: 'text/plain' });
    const wrong = classifyAll(pool, requests, { model: other });
    await expect(wrong).rejects.toThrow('not the one that its card describes');
  });

  it('is one that an earlier release shipped, when its folder is gone', async () => {
    await keepShippedModels(setup.store, setup.config.modelsDir);
    const pool = setup.open({}, { modelsDir: join(setup.directory, 'a later release') });
    const requests = await setup.keep([await drawFruit(2)]);
    const { results } = await classifyAll(pool, requests, { model: active });
    expect([...results.values()]).toMatchObject([{ ok: true }]);
  });
});
