import { BaseModel } from '../../foundation/base-model';

/** The machine-readable model card that lies beside each model file. */
export interface ModelCard {
  version: string;
  classes: string[];
  sha256: string;
  [section: string]: unknown;
}

/** A version of the classifier that this deployment knows; one of them is active. */
export class ClassifierModel extends BaseModel {
  static override readonly tableName = 'classification_models';
  static override readonly idColumn = 'version';

  declare version: string;
  declare card: ModelCard;
  declare sha256: string;
  declare is_active: boolean;
  declare created_at: Date;
  declare activated_at: Date | null;
}
