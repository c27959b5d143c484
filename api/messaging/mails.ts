import { fail } from '../../foundation/errors';
import { creationOrders } from '../../foundation/keyset';
import { transaction } from '../../foundation/transaction';
import { authorize } from '../../models/identity/can';
import { findMail, listMails as listRows } from '../../models/messaging/mail.queries';
import { exportOf } from '../export';
import { operation, reply } from '../operation';
import { pageBody, pageRequest } from '../pagination';
import { mailView } from './mail.view';
import { resendMail } from './resend-mail';
import { returnMail } from './return-mail';

export const listMails = operation('listMails', async (context) => {
  const { user, services, query } = context;
  authorize(user, 'mails.manage');
  const { sort, state, kind, owner_id } = query;
  const filters = { ...(state && { state }), ...(kind && { kind }), ...(owner_id && { owner_id }) };
  const order = pageRequest(context, sort, creationOrders[sort]);
  const page = await listRows(services.database, filters, order);
  return reply(200, pageBody(context, sort, page, mailView));
});

export const exportMails = exportOf('exportMails', listMails);

export const getMail = operation('getMail', async ({ user, services, params }) => {
  authorize(user, 'mails.manage');
  const mail = await findMail(services.database, params.id);
  if (!mail) throw fail('not_found');
  return reply(200, mailView(mail));
});

export const retryMail = operation('retryMail', async (context) => {
  authorize(context.user, 'mails.manage');
  return await context.transaction(async (tx) => {
    const mail = await resendMail(tx, context);
    return reply(202, mailView(mail), { location: `/api/mails/${mail.id}` });
  });
});

export const reportMailBounce = operation('reportMailBounce', async (context) => {
  authorize(context.user, 'mails.manage');
  const mail = await transaction(context.services.database, (tx) => returnMail(tx, context));
  return reply(200, mailView(mail));
});
