// The end of an account because an administrator says so. Until then it is deactivated: its user cannot take this back by
// signing in, an administrator can by activating it again.
import type { Transaction } from '../../foundation/transaction';
import { AccountErasure } from './account-erasure';
import type { AdminChange } from './administration';
import { updateUser } from './change-user';
import { openErasure, scheduleErasure } from './request-erasure';
import { noticeAdministration } from './security-notice';
import type { UserRow } from './user.queries';

/**
 * Has the account of somebody else erased once the time of grace is over, and ends their sessions and keys. What its user
 * wanted before stays at its time; wanting it twice changes nothing. The account must be held, so that neither its user
 * nor the end of the time of grace comes between.
 * @throws `administration_lockout` (409), also for one's own account; `forbidden` (403)
 */
export async function eraseUser(
  tx: Transaction,
  user: UserRow,
  { reason, graceDays }: { reason: string; graceDays: number },
  change: AdminChange,
): Promise<AccountErasure> {
  const { id } = user;
  const open = await openErasure(tx.sql, id);
  if (open?.by_admin) return open;
  await updateUser(tx, user, { is_active: false }, change);
  const erasure = open
    ? await AccountErasure.query(tx.sql).patchAndFetchById(open.id, { by_admin: true })
    : await scheduleErasure(tx, { owner_id: id, by_admin: true, graceDays, now: change.now });
  await noticeAdministration(tx, id, 'erasure_by_admin', change, { reason });
  return erasure;
}
