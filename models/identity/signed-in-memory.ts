// Who a session or an API key belongs to, remembered for seconds: so what is taken from them ends everywhere within that
// time, and at once in the process that took it.
import type { Clock } from '../../foundation/clock';

const rememberedMs = 5_000;
const atMost = 10_000;

/** What is remembered under the id of a session or the prefix of a key. */
export interface SignedInMemory<T extends { user: { id: string } }> {
  recall(credential: string): T | undefined;
  keep(credential: string, found: T): void;
  forget(credentials: string[]): void;
  /** Forgets all that is remembered of some users, because they changed, or of everybody. */
  forgetUsers(ids: string[] | 'all'): void;
}

/** An empty memory. */
export function createSignedInMemory<T extends { user: { id: string } }>(
  clock: Clock,
): SignedInMemory<T> {
  const entries = new Map<string, { found: T; until: number }>();
  const now = (): number => clock.now().getTime();
  return {
    recall: (credential) => {
      const known = entries.get(credential);
      if (known && known.until > now()) return known.found;
      entries.delete(credential);
      return undefined;
    },
    keep: (credential, found) => {
      // A Map keeps the order of insertion: the first key is the oldest.
      for (const oldest of entries.keys()) {
        if (entries.size < atMost) break;
        entries.delete(oldest);
      }
      entries.set(credential, { found, until: now() + rememberedMs });
    },
    forget: (credentials) => {
      for (const credential of credentials) entries.delete(credential);
    },
    forgetUsers: (ids) => {
      if (ids === 'all') return entries.clear();
      for (const [credential, { found }] of entries) {
        if (ids.includes(found.user.id)) entries.delete(credential);
      }
    },
  };
}
