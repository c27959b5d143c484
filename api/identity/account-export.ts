import { fail } from '../../foundation/errors';
import { newestExport, requestExport } from '../../models/identity/request-export';
import { operation, reply } from '../operation';
import { exportLinkView, exportView } from './account-export.view';

const location = '/api/auth/export';

export const exportAccount = operation('exportAccount', ({ user, services, transaction }) =>
  transaction(async (tx) => {
    const wanted = await requestExport(tx, user.id, services.clock.now());
    return reply(202, exportView(wanted), { location });
  }),
);

export const getAccountExport = operation('getAccountExport', async ({ user, services }) => {
  const newest = await newestExport(services.database, user.id);
  if (!newest) throw fail('not_found', 'No copy was asked for.');
  return reply(200, exportView(newest));
});

export const downloadAccountExport = operation(
  'downloadAccountExport',
  async ({ user, services }) => {
    const ready = await newestExport(services.database, user.id, 'ready');
    if (!ready) throw fail('not_found', 'No copy is ready.');
    return reply(200, await exportLinkView(services, ready, user));
  },
);
