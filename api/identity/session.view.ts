import type { SessionRow } from '../../models/identity/session.queries';
import type { Session } from '../../openapi/generated/types';

/** A session as the contract shows it to whoever is signed in by `currentId`. */
export function sessionView(row: SessionRow, currentId: string | null): Session {
  return {
    id: row.id,
    device: row.device,
    ip: row.ip,
    created_at: row.created_at.toISOString(),
    last_used_at: row.last_used_at.toISOString(),
    expires_at: row.expires_at.toISOString(),
    current: row.id === currentId,
  };
}
