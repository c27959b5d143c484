import { recordAudit } from '../../models/operations/audit-entry';
import type { Transaction } from '../../foundation/transaction';
import type { Context } from '../operation';
import { requestId } from '../request-id';

/** Leaves an audit row when somebody changes what belongs to another; one's own changes leave none. */
export async function recordForeignChange(
  tx: Transaction,
  { user, request }: Pick<Context<'updateBatch'>, 'user' | 'request'>,
  change: {
    owner_id: string;
    action: string;
    subject: { type: string; id: string };
    changes?: Record<string, unknown>;
  },
): Promise<void> {
  if (change.owner_id === user.id) return;
  const request_id = request.res && requestId(request.res);
  await recordAudit(tx, { actor_id: user.id, ...change, ...(request_id && { request_id }) });
}
