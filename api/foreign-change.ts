import type { Request } from 'express';
import type { Transaction } from '../foundation/transaction';
import type { SignedInUser } from '../models/identity/signed-in-user';
import { recordAudit } from '../models/operations/audit-entry';
import { requestId } from './request-id';

/**
 * Leaves an audit row when somebody changes what belongs to another; one's own changes leave none. Actions begin with
 * the type of what they change, as in `batch.rename`.
 */
export async function recordForeignChange(
  tx: Transaction,
  { user, request }: { user: SignedInUser; request: Request },
  { id, owner_id }: { id: string; owner_id: string },
  change: { action: string; changes?: Record<string, unknown> },
): Promise<void> {
  if (owner_id === user.id) return;
  const [type = ''] = change.action.split('.');
  const request_id = request.res && requestId(request.res);
  await recordAudit(tx, {
    ...{ actor_id: user.id, owner_id, subject: { type, id }, ...change },
    ...(request_id && { request_id }),
  });
}
