import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { readStructure } from '../../../worker/inference/onnx-structure';
import * as models from './onnx-models';
import { shippedVersion } from '../../support/shipped-version';

const shipped = readFileSync(
  resolve(__dirname, '../../../ml/models', shippedVersion, 'model.onnx'),
);

/** A graph in a graph in a graph. */
function nested(depth: number): Buffer {
  let body = models.graph({
    nodes: [models.node('Identity', ['a'], ['b'])],
    inputs: [],
    outputs: [],
  });
  for (let level = 0; level < depth; level += 1) {
    const around = models.node('If', ['c'], ['d'], [models.attribute('then_branch', body)]);
    body = models.graph({ nodes: [around], inputs: [], outputs: [] });
  }
  return models.classifier({
    nodes: [models.node('If', ['c'], ['scored'], [models.attribute('then_branch', body)])],
  });
}

describe('the structure of an ONNX file', () => {
  it('is read: operators, their domains, where the weights are', () => {
    expect(readStructure(shipped)).toMatchObject({
      domains: new Set(['']),
      hasExternalData: false,
    });
    expect(readStructure(shipped).nodes).toBeGreaterThan(100);
    expect(readStructure(models.leaning()).hasExternalData).toBe(true);
  });

  it('is read inside of graphs in graphs too', () => {
    const hidden = models.node('Magic', ['a'], ['b'], [], 'com.example');
    const body = models.graph({ nodes: [hidden], inputs: [], outputs: [] });
    const branch = models.node('If', ['c'], ['scored'], [models.attribute('then_branch', body)]);
    const { domains } = readStructure(models.classifier({ nodes: [branch] }));
    expect(domains).toEqual(new Set(['', 'com.example']));
  });

  it('has no bottomless nesting', () => {
    expect(readStructure(nested(10)).nodes).toBeGreaterThan(10);
    expect(() => readStructure(nested(2_000))).toThrow('nested too deeply');
  });

  it('is found out to be none, whatever the bytes are', () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 400 });
    fc.assert(
      fc.property(
        bytes,
        (some) => void expect(() => readStructure(Buffer.from(some))).toThrow(Error),
      ),
    );
    const model = models.classifier();
    fc.assert(
      fc.property(fc.nat(model.length - 1), fc.nat(255), (place, value) => {
        const changed = Buffer.from(model);
        changed.writeUInt8(value, place);
        try {
          expect(readStructure(changed).nodes).toBeGreaterThanOrEqual(0);
        } catch (error) {
          expect((error as Error).message).toMatch(/^(Its? |There |A field )/);
        }
      }),
    );
  });
});
