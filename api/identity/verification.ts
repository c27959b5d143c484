import { requestCode } from '../../models/identity/request-code';
import { verifyByCode, verifyByLink } from '../../models/identity/verify-address';
import { operation, reply } from '../operation';

export const verifyOtp = operation('verifyOtp', async ({ services, body }) => {
  const { database, accountSecrets, clock } = services;
  await verifyByCode(database, accountSecrets, body, clock.now());
  return reply(200, { email_verified: true });
});

export const resendOtp = operation('resendOtp', async ({ services, body }) => {
  await requestCode(services.database, body.email, services.clock.now());
  return reply(200, { email: body.email });
});

export const verifyEmail = operation('verifyEmail', async ({ services, query }) => {
  const { database, accountSecrets, clock } = services;
  await verifyByLink(database, accountSecrets, query.token, clock.now());
  return reply(200, { email_verified: true });
});
