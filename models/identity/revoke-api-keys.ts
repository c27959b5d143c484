import type { Transaction } from '../../foundation/transaction';
import { appendEvent } from '../messaging/append-event';
import { recordAudit } from '../operations/audit-entry';
import { ApiKey } from './api-key';

/** Which keys of a user: all, or one. */
export interface ApiKeyChoice {
  owner_id: string;
  id?: string;
}

/** Ends keys for good because somebody said so; those that were revoked before stay as they are. */
export async function revokeApiKeys(
  tx: Transaction,
  { owner_id, id }: ApiKeyChoice,
  actor_id: string,
  now: Date,
): Promise<void> {
  const ended = await ApiKey.query(tx.sql)
    .patch({ revoked_at: now })
    .where({ owner_id, revoked_at: null, ...(id !== undefined && { id }) })
    .returning('id');
  for (const key of ended) {
    const subject = { type: 'api_key', id: key.id };
    await recordAudit(tx, { actor_id, owner_id, action: 'api_key.revoke', subject });
    appendEvent(tx, { owner_id, type: 'api_key.revoked', subject });
  }
}
