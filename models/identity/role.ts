import { BaseModel } from '../../foundation/base-model';

/** A set of permissions that users can be given. */
export class Role extends BaseModel {
  static override readonly tableName = 'roles';

  declare id: string;
  declare name: string;
  declare description: string;
  /** The code names it: it keeps its name, and stays. */
  declare is_protected: boolean;
  declare version: number;
  declare created_at: Date;
  declare updated_at: Date;
}
