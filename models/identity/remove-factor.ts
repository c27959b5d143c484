import { fail } from '../../foundation/errors';
import type { Transaction } from '../../foundation/transaction';
import { appendEvent } from '../messaging/append-event';
import { type AdminChange, assertWithin } from './administration';
import { permissionsOf } from './permitted-users.queries';
import { removeRecoveryCodes } from './recovery-code';
import { SecondFactor } from './second-factor';
import { noticeAdministration } from './security-notice';
import type { UserRow } from './user.queries';

/**
 * Leaves somebody who lost app and recovery codes the password alone. One's own takes a proof, and ends elsewhere.
 * @throws `mfa_not_enabled` (409), `forbidden` (403)
 */
export async function removeUserFactor(
  tx: Transaction,
  { id }: UserRow,
  change: AdminChange,
): Promise<void> {
  if (id === change.admin.id) {
    throw fail('forbidden', 'Give your own second factor up at POST /auth/mfa/disable.');
  }
  assertWithin(change.admin, await permissionsOf(tx.sql, { id }));
  const removed = await SecondFactor.query(tx.sql)
    .delete()
    .where({ owner_id: id })
    .whereNotNull('confirmed_at');
  if (removed === 0) throw fail('mfa_not_enabled');
  await removeRecoveryCodes(tx, id);
  await noticeAdministration(tx, id, 'mfa_removed_by_admin', change);
  appendEvent(tx, { owner_id: id, type: 'user.mfa_disabled', subject: { type: 'user', id } });
}
