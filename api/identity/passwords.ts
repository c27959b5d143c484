import { readResetToken, resetPassword as setByToken } from '../../models/identity/change-password';
import { requestReset } from '../../models/identity/request-reset';
import { operation, reply } from '../operation';
import { assertSame, change } from './account';
import { deviceOf } from './device';

export const requestPasswordReset = operation(
  'requestPasswordReset',
  async ({ services, body }) => {
    await requestReset(services.database, body.email, services.clock.now());
    return reply(200, { email: body.email });
  },
);

export const validateResetToken = operation('validateResetToken', async ({ services, body }) => {
  const { database, accountSecrets, clock } = services;
  const { expires } = await readResetToken(database, accountSecrets, body.token, clock.now());
  return reply(200, { valid: true, expires_at: expires.toISOString() });
});

export const resetPassword = operation('resetPassword', async ({ services, body, request }) => {
  assertSame(body.new_password, body.new_password2, 'new_password');
  const { database, accountSecrets, clock, sessions } = services;
  const from = deviceOf(request);
  sessions.forget(await setByToken(database, accountSecrets, body, from, clock.now()));
  return reply(204);
});

export const changePassword = operation('changePassword', async (context) => {
  await change(context);
  return reply(204);
});
