import { BaseModel } from '../../foundation/base-model';

/** `disconnected`: its tokens work no more, until its owner connects it again. `removing`: gone, but for its tokens. */
export type AccountState = 'connected' | 'disconnected' | 'removing';

/** An account at a social platform, through which its owner publishes. */
export class SocialAccount extends BaseModel {
  static override readonly tableName = 'social_accounts';
  static override readonly jsonAttributes = ['server_limits'];

  declare id: string;
  declare owner_id: string;
  /** A platform's name; this deployment may have it no more. */
  declare platform: string;
  /** The platform's own id of the account. */
  declare external_id: string;
  declare username: string;
  declare display_name: string;
  /** Where accounts live on servers of their own. */
  declare server_url: string | null;
  declare state: AccountState;
  /** Why it is disconnected, or why its tokens could not be renewed the last time. */
  declare error_code: string | null;
  declare scopes: string[];
  /** Sealed, as is the refresh token. */
  declare access_token: string | null;
  declare refresh_token: string | null;
  declare issued_at: Date | null;
  /** When the access token ends; null where it does not. */
  declare expires_at: Date | null;
  /** When new tokens are due, or where the platform renews none, when these end. */
  declare refresh_at: Date | null;
  /** Until when somebody is renewing the tokens: two at once would lose the platform's newest answer. */
  declare refreshing_until: Date | null;
  declare refresh_failures: number;
  /** What the platform told of the account, such as the id of its page; sealed, for it may hold more tokens. */
  declare details: string | null;
  /** What its server takes, where servers set limits of their own; as it was last told. */
  declare server_limits: Record<string, unknown> | null;
  /** The platform asked to be left alone with this account until then. */
  declare limited_until: Date | null;
  declare limit_reason: string | null;
  declare version: number;
  declare connected_at: Date;
  declare created_at: Date;
  declare updated_at: Date;
}
