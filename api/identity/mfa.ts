import {
  confirmFactor,
  disableFactor,
  enrolFactor,
  renewRecoveryCodes,
} from '../../models/identity/change-second-factor';
import { recoveryCodesLeft } from '../../models/identity/recovery-code';
import { createFactorSeal, findSecondFactor } from '../../models/identity/second-factor';
import { base32, otpauthUrl } from '../../models/identity/totp';
import { operation, reply, type Context } from '../operation';
import { signInByCode } from './account';
import { deviceOf } from './device';

type Changing = Pick<Context<'disableMfa'>, 'services' | 'user' | 'request'>;

/** Who changes the second factor, from where, and with which seal. */
function partsOf({ services, user, request }: Changing) {
  const { database, config, clock } = services;
  const change = { owner_id: user.id, from: deviceOf(request), now: clock.now() };
  return { database, seal: createFactorSeal(config), change };
}

export const getMfa = operation('getMfa', async ({ services, user }) => {
  const factor = await findSecondFactor(services.database, user.id);
  return reply(200, {
    enabled: factor !== undefined,
    enabled_at: factor?.confirmed_at?.toISOString() ?? null,
    recovery_codes_left: await recoveryCodesLeft(services.database, user.id),
  });
});

export const enrolMfa = operation('enrolMfa', async (context) => {
  const { database, seal, change } = partsOf(context);
  const { owner_id, now } = change;
  const { password } = context.body;
  const { user, secret, expires_at } = await enrolFactor(database, seal, owner_id, password, now);
  return reply(201, {
    secret: base32(secret),
    otpauth_url: otpauthUrl(secret, user.username),
    expires_at: expires_at.toISOString(),
  });
});

export const confirmMfa = operation('confirmMfa', async (context) => {
  const { database, seal, change } = partsOf(context);
  return reply(200, {
    recovery_codes: await confirmFactor(database, seal, context.body.code, change),
  });
});

export const replaceRecoveryCodes = operation('replaceRecoveryCodes', async (context) => {
  const { database, seal, change } = partsOf(context);
  const recovery_codes = await renewRecoveryCodes(database, seal, context.body, change);
  return reply(200, { recovery_codes });
});

export const disableMfa = operation('disableMfa', async (context) => {
  const { database, seal, change } = partsOf(context);
  await disableFactor(database, seal, context.body, change);
  return reply(204);
});

export const finishLogin = operation('finishLogin', async (context) =>
  reply(200, await signInByCode(context)),
);
