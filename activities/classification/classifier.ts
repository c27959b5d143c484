import type { ModelInUse } from '../../models/classification/classifier-model';
import type { ImageResult } from '../../models/classification/record-results';

/** What the inference process offers to activities; `worker/inference` implements it. */
export interface Classifier {
  /** Classifies stored objects; results come one by one, in any order. Rejects with `AbortError` soon after `signal` aborts. */
  classifyMany(
    requests: { id: string; object_key: string }[],
    options: {
      /** What the version's row says of it. */
      model: ModelInUse;
      priority: 'interactive' | 'batch';
      /** Runs take turns; the calls of one run are served in order. */
      run_id?: string;
      signal: AbortSignal;
      onResult: (id: string, result: ImageResult) => void;
    },
  ): Promise<void>;
}
