import { InferenceSession, Tensor } from 'onnxruntime-node';

/** What a session needs to know of a model: its bytes and the names in its graph. */
export interface ClassifierGraph {
  model: Buffer;
  input: { name: string; size: number };
  output: string;
}

/** A model ready to judge pictures, one at a time. */
export interface ClassifierSession {
  /** Pixels as RGB bytes, `size` x `size`; probabilities in the order of the card's classes. */
  probabilities(pixels: Uint8Array): Promise<number[]>;
}

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
  return {
    probabilities: async (pixels) => {
      const answer = await session.run({ [name]: new Tensor('uint8', pixels, shape) }, [
        graph.output,
      ]);
      const output = answer[graph.output]?.data;
      if (!(output instanceof Float32Array)) throw new Error('The model gave no probabilities');
      return Array.from(output);
    },
  };
}
