import type { ModelChecker } from '../../activities/classification/model-checker';
import type { ModelInUse } from './messages';

/** Fit for work, or why not. */
export type CheckVerdict = Awaited<ReturnType<ModelChecker['check']>>;

/** Why a model is refused. */
export type RefusalCode = Extract<CheckVerdict, { ok: false }>['code'];

/** What the process of a check is given: bytes and numbers, no key to anything. */
export interface CheckTask {
  candidate: Buffer;
  /** What the candidate's card says. */
  classes: string[];
  input: ModelInUse['input'];
  /** The version that is active, to be measured against. */
  active: { model: Buffer; input: ModelInUse['input'] };
  slowerAtMost: number;
  inputSize: { least: number; most: number };
}

/** What the process of a check says: that it is up, then what it found. */
export type FromCheck = { type: 'ready' } | { type: 'verdict'; verdict: CheckVerdict };
