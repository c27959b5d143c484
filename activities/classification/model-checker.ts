import type { ClassifierModel, ModelInUse } from '../../models/classification/classifier-model';
import type { CheckVerdict } from '../../models/classification/settle-check';

/** What the inference process offers for checks; `worker/inference` implements it, in a process of its own per check. */
export interface ModelChecker {
  /**
   * Judges an uploaded file by its card, and by the time that the active version takes. Rejects when it cannot be
   * judged now, and with `AbortError` soon after `signal` aborts; whatever the file does, it is a verdict.
   */
  check(
    model: Pick<ClassifierModel, 'version' | 'sha256' | 'card'>,
    active: ModelInUse,
    signal: AbortSignal,
  ): Promise<CheckVerdict>;
}
