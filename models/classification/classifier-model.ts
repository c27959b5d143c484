import { BaseModel } from '../../foundation/base-model';

/** The machine-readable model card that lies beside each model file. */
export interface ModelCard {
  version: string;
  classes: string[];
  sha256: string;
  input: { name: string; size: number };
  thresholds: ModelThresholds;
  [section: string]: unknown;
}

/** From which probability on an answer counts as sure, and what a picture must show to be looked at: settings. */
export interface ModelThresholds {
  uncertain_below: number;
  /** Of single classes, instead of `uncertain_below`. */
  uncertain_below_by_class?: Record<string, number> | undefined;
  /** Of what stands before the class, by their names in the card. */
  gates?: Record<string, number> | undefined;
}

/** What inference needs to know of a version. It travels with the work, so a change holds for work that starts later. */
export interface ModelInUse {
  version: string;
  sha256: string;
  classes: string[];
  input: { name: string; size: number };
  thresholds: ModelThresholds;
}

export type ModelState = 'checking' | 'ready' | 'refused';

/** Why a model was refused. The contract tells what each means. */
export type ModelRefusal =
  | 'not_onnx'
  | 'card_mismatch'
  | 'wrong_input'
  | 'wrong_output'
  | 'external_data'
  | 'custom_operator'
  | 'not_deterministic'
  | 'out_of_memory'
  | 'too_slow'
  | 'crashed';

/** A version of the classifier that this deployment knows; one of them is active. */
export class ClassifierModel extends BaseModel {
  static override readonly tableName = 'classification_models';
  static override readonly idColumn = 'version';

  declare version: string;
  /** A UUID for where only such a one fits: events and workflows. */
  declare subject_id: string;
  declare card: ModelCard;
  declare sha256: string;
  declare state: ModelState;
  declare origin: 'shipped' | 'uploaded';
  /** Bytes; null for one that was shipped. */
  declare size: number | null;
  /** Null until somebody sets others than those of the card. */
  declare thresholds: ModelThresholds | null;
  declare uploaded_by: string | null;
  declare refusal_code: ModelRefusal | null;
  declare refusal_detail: string | null;
  declare is_active: boolean;
  /** Counts the changes of its settings and its state. */
  declare revision: number;
  declare created_at: Date;
  declare checked_at: Date | null;
  declare activated_at: Date | null;
}
