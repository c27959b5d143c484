import { authorize } from '../../models/identity/can';
import { auditOrders, listAuditRows } from '../../models/operations/audit-entry.queries';
import { exportOf } from '../export';
import { creationRange } from '../instant';
import { operation, reply } from '../operation';
import { pageBody, pageRequest } from '../pagination';
import { auditEntryView } from './audit-entry.view';

export const listAuditEntries = operation('listAuditEntries', async (context) => {
  const { user, services, query } = context;
  authorize(user, 'audit.read');
  const { sort, cursor, limit, created_after, created_before, ...equal } = query;
  const filters = { ...equal, ...creationRange(query) };
  const page = pageRequest(context, sort, auditOrders[sort]);
  const rows = await listAuditRows(services.database, filters, page);
  return reply(200, pageBody(context, sort, rows, auditEntryView));
});

export const exportAuditEntries = exportOf('exportAuditEntries', listAuditEntries);
