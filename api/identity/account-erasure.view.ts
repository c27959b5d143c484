import type { AccountErasure as AccountErasureRow } from '../../models/identity/account-erasure';
import type { AccountErasure } from '../../openapi/generated/types';

/** A wish to have an account erased, as the contract shows it: nobody is there to see what comes after. */
export function erasureView(row: AccountErasureRow): AccountErasure {
  return {
    id: row.id,
    state: row.state === 'scheduled' ? 'scheduled' : 'cancelled',
    requested_at: row.requested_at.toISOString(),
    erase_at: row.erase_at.toISOString(),
  };
}
