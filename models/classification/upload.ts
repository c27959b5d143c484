import { BaseModel } from '../../foundation/base-model';

/** A place where a client may put one file before it starts a batch. */
export class Upload extends BaseModel {
  static override readonly tableName = 'classification_uploads';

  declare id: string;
  declare owner_id: string;
  declare object_key: string;
  declare filename: string;
  declare content_type: string;
  /** The size that was announced, in bytes; a larger file is refused. */
  declare size: number;
  /** The batch that took the file. */
  declare batch_id: string | null;
  declare created_at: Date;
  declare expires_at: Date;
}
