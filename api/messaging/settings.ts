import {
  changeSettings,
  lockSettings,
  readSettings,
  resetSettings as returnToDefaults,
} from '../../models/messaging/settings';
import { checkIfMatch } from '../etag';
import { operation } from '../operation';
import { settingsReply } from './settings.view';

export const getSettings = operation('getSettings', async ({ user, services }) => {
  return settingsReply(await readSettings(services.database, user.id));
});

export const updateSettings = operation('updateSettings', async (context) => {
  const { user, services, headers, body } = context;
  return await context.transaction(async (tx) => {
    const present = await lockSettings(tx, user.id);
    checkIfMatch(headers['If-Match'], present.version);
    const now = services.clock.now();
    await changeSettings(tx, user.id, present, { change: body, now });
    tx.afterCommit(() => services.forgetUsers([user.id]));
    return settingsReply(await readSettings(tx.sql, user.id));
  });
});

export const resetSettings = operation('resetSettings', async ({ user, services, transaction }) => {
  return await transaction(async (tx) => {
    await lockSettings(tx, user.id);
    await returnToDefaults(tx, user.id, services.clock.now());
    return settingsReply(await readSettings(tx.sql, user.id));
  });
});
