// How the events of social accounts come about.
import { disconnectAccount } from '../../../models/studio/disconnect-account';
import { removeAccount } from '../../../models/studio/remove-account';
import type { SocialAccount } from '../../../models/studio/social-account';
import { createAccount } from '../../factories/social-account';
import type { World } from './world';

const connect = (world: World): Promise<SocialAccount> =>
  createAccount(world.database, world.person.id);

export const accountHappenings = {
  'social_account.connected': connect,
  'social_account.disconnected': async (world: World) => {
    const account = await connect(world);
    const why = { code: 'invalid_grant', title: 'Test' };
    await world.inTransaction((tx) => disconnectAccount(tx, account, why, new Date()));
  },
  'social_account.deleted': async (world: World) => {
    const account = await connect(world);
    await world.inTransaction((tx) => removeAccount(tx, account, new Date()));
  },
};
