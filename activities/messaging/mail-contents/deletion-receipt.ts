import { AccountErasure } from '../../../models/identity/account-erasure';
import { greetingName, type MailLoader } from '../mail-loader';

/** When an account was to be erased, and when it was; the account itself goes once this is sent. */
export const loadDeletionReceipt: MailLoader<'deletion-receipt'> = async (
  { database },
  { subject_id },
  user,
) => {
  const erasure = await AccountErasure.query(database).findById(subject_id);
  if (!erasure?.erased_at) return null;
  const { timezone } = user;
  return {
    name: greetingName(user),
    requested: { at: erasure.requested_at, timezone },
    erased: { at: erasure.erased_at, timezone },
    receipt: erasure.id,
  };
};
