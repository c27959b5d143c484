import { BaseModel } from '../../foundation/base-model';

/** That a version became active. The newest row is in force; `previous_id` is the one that a rollback returns to. */
export class ModelActivation extends BaseModel {
  static override readonly tableName = 'classification_model_activations';

  declare id: string;
  /** The order of activations. */
  declare number: number;
  declare model_version: string;
  declare kind: 'initial' | 'activate' | 'rollback';
  declare previous_id: string | null;
  declare actor_id: string | null;
  declare created_at: Date;
}
