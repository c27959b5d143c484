import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { drawFruit } from './pictures';
import { classifyAll, PoolSetup, shippedModel } from './pool-setup';
import { shippedVersion } from '../../support/shipped-version';

jest.setTimeout(120_000);

let setup: PoolSetup;

beforeEach(async () => {
  setup = await PoolSetup.create();
});
afterEach(() => setup.close());

const standIn = join(__dirname, 'stand-in-member.cjs');
const unavailable = { name: 'InferenceUnavailable' };

/** Pictures that do as they are called, among others that do nothing. */
function named(names: Record<number, string>, count = 40) {
  return Array.from({ length: count }, (_, index) => {
    return { id: `image-${index}`, object_key: `images/${index}-${names[index] ?? 'good'}` };
  });
}

describe('a pool whose members die', () => {
  test.each(['kills', 'hangs'])(
    'a picture that %s its member is found out, alone',
    async (does) => {
      const pool = setup.open({ memberPath: standIn, hungAfterMs: 1_000 });
      const { results, order } = await classifyAll(pool, named({ 7: does, 8: does, 31: does }));
      expect(order).toHaveLength(40);
      const failed = [...results].filter(([, result]) => !result.ok).map(([id]) => id);
      expect(failed.sort()).toEqual(['image-31', 'image-7', 'image-8']);
      expect(results.get('image-7')).toMatchObject({ ok: false, error_code: 'not_an_image' });
    },
  );

  test('one process is enough to find it out', async () => {
    const pool = setup.open({ memberPath: standIn }, { inference: { processes: 1 } });
    const { results } = await classifyAll(pool, named({ 0: 'kills' }, 12));
    expect([...results.values()].filter(({ ok }) => ok)).toHaveLength(11);
  });

  test('when no member comes up, work fails instead of waiting for ever', async () => {
    const memberPath = join(setup.directory, 'broken.cjs');
    await writeFile(memberPath, 'process.exit(3)');
    const pool = setup.open({ memberPath });
    await expect(classifyAll(pool, named({}))).rejects.toMatchObject(unavailable);
  });
});

describe('a pool that cannot work', () => {
  test('an unknown model is the fault of nobody’s picture', async () => {
    const requests = await setup.keep([await drawFruit(1)]);
    const model = { ...shippedModel(), version: 'plum-of-tomorrow' };
    const work = classifyAll(setup.open(), requests, { model });
    await expect(work).rejects.toMatchObject(unavailable);
  });

  test('a model that is not the one of its card is not used', async () => {
    const models = join(setup.directory, 'models');
    const shipped = resolve(__dirname, '../../../ml/models', shippedVersion);
    await mkdir(join(models, shippedVersion), { recursive: true });
    const bytes = await readFile(join(shipped, 'model.onnx'));
    bytes.writeUInt8((bytes.readUInt8(5_000) + 1) % 256, 5_000);
    await writeFile(join(models, shippedVersion, 'model.onnx'), bytes);
    const pool = setup.open({}, { modelsDir: models });
    const work = classifyAll(pool, await setup.keep([await drawFruit(1)]));
    await expect(work).rejects.toThrow('not the one that its card describes');
  });

  test('storage that does not answer fails the work, not the pictures', async () => {
    const pool = setup.open(
      {},
      {
        storage: {
          driver: 's3',
          endpoint: 'http://127.0.0.1:9',
          publicEndpoint: undefined,
          region: 'us-east-1',
          bucket: 'nothing',
          accessKeyId: 'key',
          secretAccessKey: 'secret',
        },
      },
    );
    await expect(classifyAll(pool, named({}, 3))).rejects.toMatchObject(unavailable);
  });
});
