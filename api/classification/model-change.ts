import type { Transaction } from '../../foundation/transaction';
import { recordAudit } from '../../models/operations/audit-entry';
import type { Context } from '../operation';
import { requestId } from '../request-id';

/** Leaves an audit row of what an admin did with a version. */
export async function recordModelChange(
  tx: Transaction,
  { user, request }: Pick<Context<'updateModel'>, 'user' | 'request'>,
  change: { action: string; version: string; changes?: Record<string, unknown> },
): Promise<void> {
  const { version, ...rest } = change;
  const request_id = request.res && requestId(request.res);
  await recordAudit(tx, {
    actor_id: user.id,
    subject: { type: 'model', id: version },
    ...rest,
    ...(request_id && { request_id }),
  });
}
