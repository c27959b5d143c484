import type { Transaction } from '../../foundation/transaction';
import { appendEvent } from '../messaging/append-event';
import { recordAudit } from '../operations/audit-entry';
import { revokeSessions, type Session } from './session';

/** Ends one session because its owner, or who may act for them, said so; returns the ids that ended. */
export async function endSession(
  tx: Transaction,
  { id, owner_id }: Session,
  actor_id: string,
  now: Date,
): Promise<string[]> {
  const ended = await revokeSessions(tx.sql, { id, owner_id }, 'revoked', now);
  if (ended.length === 0) return ended;
  const subject = { type: 'session', id };
  await recordAudit(tx, { actor_id, owner_id, action: 'session.revoked', subject });
  appendEvent(tx, { owner_id, type: 'session.revoked', subject });
  return ended;
}
