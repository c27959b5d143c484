import { BaseModel } from '../../foundation/base-model';

/**
 * `scheduled` can be taken back. Then work is stopping, data is being erased, the receipt is being confirmed; and once
 * the account is gone, leftovers are swept.
 */
export type ErasureState =
  'scheduled' | 'cancelled' | 'stopping' | 'erasing' | 'confirming' | 'sweeping' | 'done';

/** The end of an account. It outlives the account, and names nobody; its id is the receipt. */
export class AccountErasure extends BaseModel {
  static override readonly tableName = 'account_erasures';

  declare id: string;
  /** Nobody's, once the account is gone. */
  declare owner_id: string;
  declare state: ErasureState;
  /** Then only an administrator takes it back. */
  declare by_admin: boolean;
  declare requested_at: Date;
  /** When the time of grace is over. */
  declare erase_at: Date;
  /** Until when the present state is waited for at most. */
  declare next_at: Date | null;
  /** When the data was gone. */
  declare erased_at: Date | null;
  declare finished_at: Date | null;
}
