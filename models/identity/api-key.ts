import { BaseModel } from '../../foundation/base-model';
import type { ApiKeyScope } from '../../openapi/generated/types';

export type { ApiKeyScope };

/** A key with which scripts act for its owner, within scopes. */
export class ApiKey extends BaseModel {
  static override readonly tableName = 'api_keys';

  declare id: string;
  declare owner_id: string;
  declare name: string;
  declare prefix: string;
  declare secret_hash: string;
  declare scopes: ApiKeyScope[];
  /** Null works without end. */
  declare expires_at: Date | null;
  declare last_used_at: Date | null;
  declare revoked_at: Date | null;
  declare created_at: Date;
}
