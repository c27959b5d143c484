import type { Transaction } from '../../foundation/transaction';
import { bounceMail } from '../../models/messaging/bounce-mail';
import type { Mail } from '../../models/messaging/mail';
import { recordAudit } from '../../models/operations/audit-entry';
import type { Context } from '../operation';
import { requestId } from '../request-id';

/** Marks the mail that the report of a request tells of, and leaves an audit row. */
export async function returnMail(
  tx: Transaction,
  { body, services, user, request }: Context<'reportMailBounce'>,
): Promise<Mail> {
  const mail = await bounceMail(tx, body.report, services.clock.now());
  const request_id = request.res && requestId(request.res);
  await recordAudit(tx, {
    actor_id: user.id,
    owner_id: mail.owner_id,
    action: 'mail.bounce',
    subject: { type: 'mail', id: mail.id },
    ...(request_id && { request_id }),
  });
  return mail;
}
