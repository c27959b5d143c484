import { BaseModel } from '../../foundation/base-model';

/** A copy of all that an account has, as one object of the store. */
export class AccountExport extends BaseModel {
  static override readonly tableName = 'account_exports';

  declare id: string;
  declare owner_id: string;
  declare state: 'pending' | 'ready' | 'expired';
  declare object_key: string;
  /** Bytes; null until it is built, like the next ones. */
  declare size: number | null;
  declare rows: number | null;
  declare files: number | null;
  declare created_at: Date;
  declare finished_at: Date | null;
  declare expires_at: Date | null;
}
