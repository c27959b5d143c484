import { BaseModel } from '../../foundation/base-model';

/** What a user says of themselves. Who never said anything has no row; names, language and zone are the account's. */
export class UserProfile extends BaseModel {
  static override readonly tableName = 'user_profiles';
  static override readonly idColumn = 'owner_id';

  declare owner_id: string;
  declare bio: string;
  /** E.164, or empty. */
  declare phone: string;
  declare instagram: string;
  declare facebook: string;
  declare twitter: string;
  declare website: string;
  /** Where the picture lies in the object store; null without one. */
  declare avatar_key: string | null;
  declare version: number;
  declare created_at: Date;
  declare updated_at: Date;
}
