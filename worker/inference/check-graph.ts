// The judgement of an uploaded model, step by step; it runs in a process that may die of it.
import { randomBytes } from 'node:crypto';
import type { InferenceSession } from 'onnxruntime-node';
import {
  type ClassifierSession,
  classifierSession,
  gateCount,
  gatesOutput,
  openClassifierSession,
  openGraph,
} from '../../activities/clients/classifier-session';
import type { CheckTask, CheckVerdict, RefusalCode } from './check-messages';
import { speaksOfMemory } from './memory-errors';
import { readStructure } from './onnx-structure';

/** Operators of ONNX itself; others would need code that members do not have. */
const standardDomains = new Set(['', 'ai.onnx', 'ai.onnx.ml']);

const output = 'probabilities';
const sumTolerance = 1e-3;
const turns = 9;

type ValueMetadata = InferenceSession['outputMetadata'][number];

/** A finding that ends the check. */
class Refused extends Error {
  constructor(
    readonly code: RefusalCode,
    detail: string,
  ) {
    super(detail);
  }
}

/** Judges a model; whatever is wrong with it is a verdict. */
export async function checkGraph(task: CheckTask): Promise<CheckVerdict> {
  try {
    assertSelfContained(task.candidate);
    const graph = await openGraph(task.candidate).catch((error: unknown) => {
      throw asRefusal(error, 'not_onnx', 'It cannot be opened');
    });
    assertInput(graph, task);
    assertOutputs(graph, task);
    const { input } = task;
    const candidate = classifierSession(graph, { input, output });
    for (const pixels of pictures(input.size)) await assertAnswers(candidate, pixels, task);
    await assertFast(candidate, task);
    return { ok: true };
  } catch (error) {
    const { code, message } = asRefusal(error, 'crashed', 'It breaks while it runs');
    return { ok: false, code, detail: message };
  }
}

function assertSelfContained(model: Buffer): void {
  const { domains, hasExternalData } = structureOf(model);
  if (hasExternalData) throw new Refused('external_data', 'Its weights lie in another file.');
  const foreign = [...domains].filter((domain) => !standardDomains.has(domain));
  if (foreign.length === 0) return;
  const named = foreign.join(', ').slice(0, 100);
  throw new Refused('custom_operator', `It has operators of other domains: ${named}.`);
}

function structureOf(model: Buffer): ReturnType<typeof readStructure> {
  try {
    return readStructure(model);
  } catch (error) {
    throw asRefusal(error, 'not_onnx', 'The file is no ONNX model');
  }
}

function assertInput({ inputMetadata }: InferenceSession, { input, inputSize }: CheckTask): void {
  const { name, size } = input;
  const wanted = `uint8 [N, ${size}, ${size}, 3] named ${name}`;
  const [only, ...others] = inputMetadata;
  if (!only?.isTensor || others.length > 0) {
    throw new Refused(
      'wrong_input',
      `It must have one input, ${wanted}; it has ${inputMetadata.length}.`,
    );
  }
  const [batch, ...rest] = only.shape;
  const fits =
    only.name === name &&
    only.type === 'uint8' &&
    size >= inputSize.least &&
    size <= inputSize.most &&
    isBatch(batch) &&
    rest.join() === [size, size, 3].join();
  if (!fits) {
    const found = `${only.type} [${only.shape.join(', ')}] named ${only.name}`.slice(0, 150);
    throw new Refused('wrong_input', `Its input must be ${wanted}; it is ${found}.`);
  }
}

function assertOutputs({ outputMetadata }: InferenceSession, { classes }: CheckTask): void {
  const found = (name: string): ValueMetadata | undefined =>
    outputMetadata.find((metadata) => metadata.name === name);
  const wanted = `float32 [N, ${classes.length}] named ${output}`;
  const probabilities = found(output);
  if (!probabilities) throw new Refused('wrong_output', `It has no output ${wanted}.`);
  assertOutput(probabilities, classes.length);
  const gates = found(gatesOutput);
  if (gates) assertOutput(gates, gateCount);
}

function assertOutput(found: ValueMetadata, width: number): void {
  const [batch, ...rest] = found.isTensor ? found.shape : [];
  if (found.isTensor && found.type === 'float32' && isBatch(batch) && rest.join() === `${width}`) {
    return;
  }
  const is = found.isTensor ? `${found.type} [${found.shape.join(', ')}]` : 'no tensor';
  const detail = `Its output ${found.name} must be float32 [N, ${width}]; it is ${is.slice(0, 150)}.`;
  throw new Refused('wrong_output', detail);
}

/** One picture at a time, or as many as one likes. */
function isBatch(dimension: number | string | undefined): boolean {
  return typeof dimension === 'string' || dimension === 1 || dimension === -1;
}

function pictures(size: number): Uint8Array[] {
  const pixels = size * size * 3;
  return [new Uint8Array(pixels), new Uint8Array(randomBytes(pixels))];
}

async function assertAnswers(
  candidate: ClassifierSession,
  pixels: Uint8Array,
  { classes }: CheckTask,
): Promise<void> {
  const { probabilities: values } = await candidate.judge(pixels);
  const { probabilities: again } = await candidate.judge(pixels);
  if (values.length !== classes.length) {
    throw new Refused('wrong_output', `It gave ${values.length} numbers for one picture.`);
  }
  const sum = values.reduce((total, value) => total + value, 0);
  const areShares = values.every((value) => value >= 0 && value <= 1 + sumTolerance);
  if (!areShares || !(Math.abs(sum - 1) <= sumTolerance)) {
    throw new Refused('wrong_output', 'Its probabilities are not shares that sum to 1.');
  }
  if (values.some((value, index) => value !== again[index])) {
    throw new Refused('not_deterministic', 'The same picture got two different answers.');
  }
}

/** In turns with the active version, so that whatever else the machine does falls on both; the best turn of each counts. */
async function assertFast(candidate: ClassifierSession, task: CheckTask): Promise<void> {
  const { active, slowerAtMost } = task;
  const reference = await openClassifierSession({ ...active, output });
  const [own, others] = [pictures(task.input.size)[1], pictures(active.input.size)[1]];
  if (!own || !others) return;
  let [fastest, fastestOther] = [Infinity, Infinity];
  for (let turn = 0; turn < turns; turn += 1) {
    fastest = Math.min(fastest, await timeOf(candidate, own));
    fastestOther = Math.min(fastestOther, await timeOf(reference, others));
  }
  const ratio = fastest / fastestOther;
  if (ratio <= slowerAtMost) return;
  const times = `${ratio.toFixed(1)} times as long as the active version`;
  throw new Refused('too_slow', `It takes ${times}; ${slowerAtMost} times is allowed.`);
}

async function timeOf(session: ClassifierSession, pixels: Uint8Array): Promise<number> {
  const began = performance.now();
  await session.judge(pixels);
  return performance.now() - began;
}

/** What a failure means; one that speaks of memory means memory. */
function asRefusal(error: unknown, code: RefusalCode, what: string): Refused {
  if (error instanceof Refused) return error;
  const said = error instanceof Error ? error.message : String(error);
  if (speaksOfMemory(said))
    return new Refused('out_of_memory', 'It needs more memory than it may.');
  if (/No Op registered|is not a registered function/.test(said)) {
    return new Refused('custom_operator', 'It has an operator that is not known.');
  }
  return new Refused(code, `${what}: ${said.split('\n')[0]?.slice(0, 200) ?? ''}`);
}
