// Servers as people write them, where accounts live on servers of their own.
import { PlatformError } from './platform-error';

/** The origin of a server: `example.social` and `https://example.social/@anna` are the same one. */
export function serverOrigin(given: string | null, usual: string | null): string {
  const text = given?.trim() || usual;
  if (text === null) throw refusal('server_required', 'The address of the server is missing.');
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  if (!/^https?:/i.test(url) || !URL.canParse(url)) {
    throw refusal('server_refused', 'The address of the server is none.');
  }
  return new URL(url).origin;
}

function refusal(code: string, detail: string): PlatformError {
  return new PlatformError({ kind: 'refused', code, status: null, detail });
}
