import type { Knex } from 'knex';
import { newId } from '../../foundation/ids';
import { transaction } from '../../foundation/transaction';
import { createAccountSeal } from '../../models/studio/account-seal';
import type { SocialAccount } from '../../models/studio/social-account';
import { type GivenAccount, storeAccounts } from '../../models/studio/store-accounts';

export const secretKey = 'a secret that only the tests know, long enough';
export const accountSeal = createAccountSeal({ secretKey, formerSecretKeys: [] });

type Overrides = Partial<Omit<GivenAccount, 'tokens'>> & {
  platform?: string;
  renewable?: boolean;
  now?: Date;
  tokens?: Partial<GivenAccount['tokens']>;
};

/** A connected account of somebody; unless told otherwise its tokens end after two hours. */
export async function createAccount(
  database: Knex,
  owner_id: string,
  { platform = 'test', renewable = true, now = new Date(), tokens, ...given }: Overrides = {},
): Promise<SocialAccount> {
  const id = newId();
  const account = {
    ...{ external_id: id, username: `user-${id.slice(-6)}`, display_name: 'Camille' },
    ...{ server_url: null, details: {}, ...given },
    tokens: {
      ...{ access_token: `access-${id}`, refresh_token: `refresh-${id}` },
      ...{ expires_in: 7_200, scopes: ['write'], ...tokens },
    },
  };
  const storing = { owner_id, platform, renewable, seal: accountSeal, now, chance: 0.5 };
  const [stored] = await transaction(database, (tx) => storeAccounts(tx, [account], storing));
  if (!stored) throw new Error('nothing was stored');
  return stored;
}
