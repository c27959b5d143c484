import type { Transaction } from '../../foundation/transaction';
import type { Mail } from '../../models/messaging/mail';
import { retryMail } from '../../models/messaging/retry-mail';
import { recordAudit } from '../../models/operations/audit-entry';
import type { Context } from '../operation';
import { requestId } from '../request-id';

/** Has the mail of a request sent again, and leaves an audit row. */
export async function resendMail(
  tx: Transaction,
  { params, services, user, request }: Context<'retryMail'>,
): Promise<Mail> {
  const mail = await retryMail(tx, params.id, services.clock.now());
  const request_id = request.res && requestId(request.res);
  await recordAudit(tx, {
    actor_id: user.id,
    owner_id: mail.owner_id,
    action: 'mail.retry',
    subject: { type: 'mail', id: mail.id },
    ...(request_id && { request_id }),
  });
  return mail;
}
