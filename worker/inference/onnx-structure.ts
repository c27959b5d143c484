// What an ONNX file is made of, read from its protobuf without a runtime: the field numbers are those of onnx.proto.

/** What a check wants to know of a graph before anything opens it. */
export interface OnnxStructure {
  /** Domains of its operators; '' is ONNX's own. */
  domains: Set<string>;
  /** Whether a tensor's data lies in another file. */
  hasExternalData: boolean;
  nodes: number;
}

const deepest = 64;

/** Reads a model; throws when the bytes are no ONNX model. */
export function readStructure(bytes: Buffer): OnnxStructure {
  const structure: OnnxStructure = { domains: new Set(), hasExternalData: false, nodes: 0 };
  let version = 0;
  let graphs = 0;
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1 && typeof field.value === 'number') version = field.value;
    if (field.number === 7) {
      graphs += 1;
      readGraph(message(field), structure, 1);
    }
    // Functions of the file's own: nodes in field 7, the domain in field 10.
    if (field.number === 25) readFunction(message(field), structure);
  }
  if (version < 1 || graphs !== 1) throw new Error('There is no graph in it');
  return structure;
}

function readGraph(bytes: Buffer, structure: OnnxStructure, depth: number): void {
  if (depth > deepest) throw new Error('Its graphs are nested too deeply');
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) readNode(message(field), structure, depth);
    if (field.number === 5) readTensor(message(field), structure);
    if (field.number === 15) readSparseTensor(message(field), structure);
  }
}

function readFunction(bytes: Buffer, structure: OnnxStructure): void {
  for (const field of fieldsOf(bytes)) {
    if (field.number === 7) readNode(message(field), structure, 1);
  }
}

function readNode(bytes: Buffer, structure: OnnxStructure, depth: number): void {
  let domain = '';
  for (const field of fieldsOf(bytes)) {
    if (field.number === 7) domain = message(field).toString('utf8');
    if (field.number === 5) readAttribute(message(field), structure, depth);
  }
  structure.nodes += 1;
  structure.domains.add(domain);
}

function readAttribute(bytes: Buffer, structure: OnnxStructure, depth: number): void {
  for (const field of fieldsOf(bytes)) {
    if (field.number === 5 || field.number === 10) readTensor(message(field), structure);
    if (field.number === 6 || field.number === 11) readGraph(message(field), structure, depth + 1);
    if (field.number === 22 || field.number === 23) readSparseTensor(message(field), structure);
  }
}

function readSparseTensor(bytes: Buffer, structure: OnnxStructure): void {
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1 || field.number === 2) readTensor(message(field), structure);
  }
}

function readTensor(bytes: Buffer, structure: OnnxStructure): void {
  for (const field of fieldsOf(bytes)) {
    const external = field.number === 13 || (field.number === 14 && field.value === 1);
    if (external) structure.hasExternalData = true;
  }
}

interface Field {
  number: number;
  /** Numbers of fixed width are skipped: nothing here needs them. */
  value: number | Buffer | undefined;
}

function message(field: Field): Buffer {
  if (!Buffer.isBuffer(field.value)) throw new Error('A field has another type than in ONNX');
  return field.value;
}

function* fieldsOf(bytes: Buffer): Generator<Field> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = bytes[at++];
      if (byte === undefined) throw new Error('It ends too early');
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new Error('It holds a number that has no end');
  };
  while (at < bytes.length) {
    const key = varint();
    const number = Math.floor(key / 8);
    if (number === 0) throw new Error('It is no protobuf');
    const type = key % 8;
    if (type === 0) yield { number, value: varint() };
    else if (type === 2) {
      const length = varint();
      if (at + length > bytes.length) throw new Error('It ends too early');
      yield { number, value: bytes.subarray(at, (at += length)) };
    } else if (type === 1 || type === 5) {
      at += type === 1 ? 8 : 4;
      if (at > bytes.length) throw new Error('It ends too early');
      yield { number, value: undefined };
    } else throw new Error('It is no protobuf');
  }
}
