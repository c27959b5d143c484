import { InferenceSession, Tensor } from 'onnxruntime-node';

/** What a session needs to know of a model: its bytes and the names in its graph. */
export interface ClassifierGraph {
  model: Buffer;
  input: { name: string; size: number };
  output: string;
}

/** What a model says of a picture. */
export interface ModelAnswer {
  /** In the order of the card's classes. */
  probabilities: number[];
  /** Atypicality, brightness and sharpness, of a graph that has the output `gates`. */
  gates: number[] | null;
}

/** A model ready to judge pictures, one at a time. */
export interface ClassifierSession {
  /** Pixels as RGB bytes, `size` x `size`. */
  judge(pixels: Uint8Array): Promise<ModelAnswer>;
}

/** The output that a model may have beside its probabilities, and how many numbers it gives for a picture. */
export const gatesOutput = 'gates';
export const gateCount = 3;

/**
 * One thread per model: the pool has a process per core, so more threads would only fight, and idle threads that spin
 * would take the cores from the decoders.
 */
const sessionOptions: InferenceSession.SessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  extra: { session: { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } } },
};

/** Opens any model as the pool would, whatever its inputs and outputs are. */
export function openGraph(model: Buffer): Promise<InferenceSession> {
  return InferenceSession.create(model, sessionOptions);
}

/** Opens a model. Mind that a run blocks the thread that calls it. */
export async function openClassifierSession(graph: ClassifierGraph): Promise<ClassifierSession> {
  return classifierSession(await openGraph(graph.model), graph);
}

/** An open graph as a classifier. */
export function classifierSession(
  session: InferenceSession,
  graph: Omit<ClassifierGraph, 'model'>,
): ClassifierSession {
  const { name, size } = graph.input;
  const shape = [1, size, size, 3];
  const gated = session.outputNames.includes(gatesOutput);
  const outputs = gated ? [graph.output, gatesOutput] : [graph.output];
  return {
    judge: async (pixels) => {
      const answer = await session.run({ [name]: new Tensor('uint8', pixels, shape) }, outputs);
      const gates = gated ? numbersOf(answer, gatesOutput) : null;
      return { probabilities: numbersOf(answer, graph.output), gates };
    },
  };
}

function numbersOf(answer: InferenceSession.ReturnType, output: string): number[] {
  const data = answer[output]?.data;
  if (!(data instanceof Float32Array)) throw new Error(`The model gave no ${output}`);
  return Array.from(data);
}
