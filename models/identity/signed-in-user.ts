import { fail } from '../../foundation/errors';

/** Who makes a request, as the session or the API key says: read once per request, or from the memory of a few seconds. */
export interface SignedInUser {
  id: string;
  /** Null for a request with an API key. */
  session_id: string | null;
  /** The key of a request that came with one. */
  api_key_id?: string;
  username: string;
  language: 'fr' | 'en';
  timezone: string;
  roles: string[];
  permissions: string[];
}

/** The session of who signed in; for what no API key may do. */
export function sessionOf({ session_id }: SignedInUser): string {
  if (session_id === null) throw fail('unauthenticated');
  return session_id;
}
