// Small ONNX models, written field by field as onnx.proto numbers them: one that is right, and many that are not.

type Part = Buffer;

function varint(value: number | bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt(value);
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 0x80 : low);
  } while (rest > 0n);
  return Buffer.from(bytes);
}

const number = (field: number, value: number | bigint): Part =>
  Buffer.concat([varint(field * 8), varint(value)]);

function piece(field: number, content: string | Buffer | Part[]): Part {
  const body = Array.isArray(content) ? Buffer.concat(content) : Buffer.from(content);
  return Buffer.concat([varint(field * 8 + 2), varint(body.length), body]);
}

const types = { float: 1, uint8: 2, int64: 7, bool: 9 };

type TensorType = keyof typeof types;

/** A tensor's name, type and shape; a text stands for a dimension that is open. */
export function value(name: string, type: TensorType, shape: (number | string)[]): Part[] {
  const dims = shape.map((one) =>
    piece(1, [typeof one === 'string' ? piece(2, one) : number(1, one)]),
  );
  const tensor = piece(1, [number(1, types[type]), piece(2, dims)]);
  return [piece(1, name), piece(2, [tensor])];
}

function tensor(name: string, type: TensorType, dims: number[], data: Buffer): Part[] {
  const shape = dims.map((one) => number(1, one));
  return [...shape, number(2, types[type]), piece(8, name), piece(9, data)];
}

export const int64s = (name: string, ...values: bigint[]): Part[] =>
  tensor(name, 'int64', [values.length], Buffer.from(BigInt64Array.from(values).buffer));

/** An attribute: a whole number, whole numbers, or a graph. */
export function attribute(name: string, content: number | number[] | Part[]): Part[] {
  if (typeof content === 'number') return [piece(1, name), number(3, content), number(20, 2)];
  const isGraph = content.some((one) => Buffer.isBuffer(one));
  if (isGraph) return [piece(1, name), piece(6, content as Part[]), number(20, 5)];
  const ints = (content as number[]).map((one) => number(8, one));
  return [piece(1, name), ...ints, number(20, 7)];
}

export function node(
  type: string,
  inputs: string[],
  outputs: string[],
  attributes: Part[][] = [],
  domain = '',
): Part[] {
  return [
    ...inputs.map((name) => piece(1, name)),
    ...outputs.map((name) => piece(2, name)),
    piece(4, type),
    ...attributes.map((one) => piece(5, one)),
    ...(domain ? [piece(7, domain)] : []),
  ];
}

export interface GraphParts {
  nodes: Part[][];
  constants?: Part[][];
  inputs: Part[][];
  outputs: Part[][];
}

export function graph({ nodes, constants = [], inputs, outputs }: GraphParts): Part[] {
  return [
    ...nodes.map((one) => piece(1, one)),
    piece(2, 'graph'),
    ...constants.map((one) => piece(5, one)),
    ...inputs.map((one) => piece(11, one)),
    ...outputs.map((one) => piece(12, one)),
  ];
}

function model(parts: GraphParts, domains: string[]): Buffer {
  const opsets = ['', ...domains].map((domain) =>
    piece(8, [...(domain ? [piece(1, domain)] : []), number(2, domain ? 1 : 13)]),
  );
  return Buffer.concat([number(1, 8), piece(7, graph(parts)), ...opsets]);
}

export const side = 64;

/** What a model may have otherwise than a right one. */
export interface Oddity {
  input?: Part[];
  /** Axes over which a picture's pixels lie. */
  axes?: number[];
  output?: string;
  /** The last step, which makes probabilities. */
  last?: string;
  /** Between `scores` [N, 6] and `scored`. */
  nodes?: Part[][];
  constants?: Part[][];
  domains?: string[];
}

/** A classifier by mean colour: uint8 [N, 64, 64, 3] to probabilities [N, 6]. */
export function classifier(odd: Oddity = {}): Buffer {
  const weights = Float32Array.from({ length: 18 }, (_, index) => ((index * 7) % 11) / 500);
  const { axes = [1, 2], output = 'probabilities', last = 'Softmax' } = odd;
  const softmax = last === 'Softmax' ? [attribute('axis', 1)] : [];
  return model(
    {
      nodes: [
        node('Cast', ['image'], ['pixels'], [attribute('to', types.float)]),
        node(
          'ReduceMean',
          ['pixels'],
          ['colour'],
          [attribute('axes', axes), attribute('keepdims', 0)],
        ),
        node('MatMul', ['colour', 'weights'], ['scores']),
        ...(odd.nodes ?? [node('Identity', ['scores'], ['scored'])]),
        node(last, ['scored'], [output], softmax),
      ],
      constants: [
        tensor('weights', 'float', [3, 6], Buffer.from(weights.buffer)),
        ...(odd.constants ?? []),
      ],
      inputs: [odd.input ?? value('image', 'uint8', ['N', side, side, 3])],
      outputs: [value(output, 'float', ['N', 6])],
    },
    odd.domains ?? [],
  );
}

/** Fills so many floats before it answers. */
export function filling(floats: bigint): Buffer {
  return classifier({
    constants: [int64s('much', floats)],
    nodes: [
      node('ConstantOfShape', ['much'], ['filled']),
      node('ReduceMax', ['filled'], ['most'], [attribute('keepdims', 0)]),
      node('Add', ['scores', 'most'], ['scored']),
    ],
  });
}

/** Goes round so many times before it answers. */
export function looping(times: bigint): Buffer {
  const body = graph({
    nodes: [
      node('Identity', ['go'], ['on']),
      node('Add', ['now', 'now'], ['twice']),
      node('Sub', ['twice', 'now'], ['next']),
    ],
    inputs: [value('turn', 'int64', []), value('go', 'bool', []), value('now', 'float', ['N', 6])],
    outputs: [value('on', 'bool', []), value('next', 'float', ['N', 6])],
  });
  return classifier({
    constants: [
      tensor('times', 'int64', [], Buffer.from(BigInt64Array.of(times).buffer)),
      tensor('yes', 'bool', [], Buffer.of(1)),
    ],
    nodes: [node('Loop', ['times', 'yes', 'scores'], ['scored'], [attribute('body', body)])],
  });
}

/** Adds chance to its scores. */
export function dicing(): Buffer {
  return classifier({
    nodes: [
      node('RandomUniform', [], ['chance'], [attribute('shape', [1, 6])]),
      node('Add', ['scores', 'chance'], ['scored']),
    ],
  });
}

/** Keeps its weights in a file beside it. */
export function leaning(): Buffer {
  const entry = piece(13, [piece(1, 'location'), piece(2, 'weights.bin')]);
  const outside = [number(1, 6), number(2, types.float), piece(8, 'far'), entry, number(14, 1)];
  return classifier({
    constants: [outside],
    nodes: [node('Add', ['scores', 'far'], ['scored'])],
  });
}
