import type { IncomingMessage } from 'node:http';
import type { Config } from '../../foundation/config';

/**
 * Whether a handshake may come from where it comes from. Browsers always send an Origin, and CORS does not hold for
 * WebSockets; whatever sends none is no browser.
 */
export function isAllowedOrigin(
  config: Pick<Config, 'api'>,
  { headers }: Pick<IncomingMessage, 'headers'>,
): boolean {
  const { origin, host } = headers;
  if (origin === undefined) return true;
  const { corsOrigins, publicUrl } = config.api;
  if (corsOrigins.includes('*') || corsOrigins.includes(origin)) return true;
  if (!URL.canParse(origin)) return false;
  return origin === new URL(publicUrl).origin || new URL(origin).host === host;
}
