/** Who makes a request, as the session says: read once per request, or from the cache of a few seconds. */
export interface SignedInUser {
  id: string;
  session_id: string;
  username: string;
  language: 'fr' | 'en';
  timezone: string;
  roles: string[];
  permissions: string[];
}
