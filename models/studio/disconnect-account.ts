import type { Transaction } from '../../foundation/transaction';
import { appendEvent } from '../messaging/append-event';
import { queueMail } from '../messaging/queue-mail';
import { SocialAccount } from './social-account';

/**
 * Marks an account whose tokens work no more, and tells its owner, once. Tokens that were replaced meanwhile are not
 * meant: `access_token` is the one, sealed, that the platform refused. `title` is the platform's, for the mail.
 * @returns whether it was connected until now
 */
export async function disconnectAccount(
  tx: Transaction,
  { id, access_token }: Pick<SocialAccount, 'id' | 'access_token'>,
  { code: error_code, title }: { code: string; title: string },
  now: Date,
): Promise<boolean> {
  const [account] = await SocialAccount.query(tx.sql)
    .where({ id, state: 'connected', access_token })
    .patch({
      ...{ state: 'disconnected', error_code, refresh_at: null, refreshing_until: null },
      ...{ version: tx.sql.raw('version + 1'), updated_at: now },
    })
    .returning('*');
  if (!account) return false;
  const { owner_id, platform } = account;
  const subject = { type: 'social_account', id };
  const data = { platform, code: error_code };
  appendEvent(tx, { owner_id, type: 'social_account.disconnected', subject, data });
  const due_on = now.toISOString();
  const mail = { kind: 'account-disconnected' as const, subject_id: id, due_on };
  await queueMail(tx, { owner_id, ...mail, data: { title } });
  return true;
}
