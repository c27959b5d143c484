import { fail } from '../../foundation/errors';
import { createApiKey, type ApiKeyWish } from '../../models/identity/create-api-key';
import { sessionOf } from '../../models/identity/signed-in-user';
import type { ApiKeyWithSecret } from '../../openapi/generated/types';
import { reply, type Context, type Reply } from '../operation';
import { apiKeyView } from './api-key.view';
import { deviceOf } from './device';

/** Makes the key that a request asks for. The one answer that shows it stays out of caches. */
export async function makeApiKey(
  context: Context<'createApiKey'>,
): Promise<Reply<201, ApiKeyWithSecret>> {
  const { user, body, request, services } = context;
  const { expires_at, ...given } = body;
  const end = expires_at !== undefined && { expires_at: endOf(expires_at) };
  const wish: ApiKeyWish = { ...given, ...end, owner_id: user.id, session_id: sessionOf(user) };
  return await context.transaction(async (tx) => {
    const { row, key } = await createApiKey(tx, wish, deviceOf(request), services.clock.now());
    const headers = { location: `/api/auth/api-keys/${row.id}`, 'cache-control': 'no-store' };
    return reply(201, { ...apiKeyView(row), key }, headers);
  });
}

/** The contract allows some texts, such as leap seconds, that are no instant to us. */
function endOf(text: string | null): Date | null {
  if (text === null) return null;
  const date = new Date(text);
  if (!Number.isNaN(date.getTime())) return date;
  const detail = 'must be an instant such as 2027-09-14T08:30:00Z';
  throw fail('validation_failed', undefined, [{ pointer: '/expires_at', code: 'format', detail }]);
}
