import type { Knex } from 'knex';
import { generalLimits, type LimitRow } from './platform-limit';
import type { SocialAccount } from './social-account';
import { findAccounts } from './social-account.queries';

/** An account, and what platforms said of all calls when it was read. */
export interface LimitedAccount {
  account: SocialAccount;
  limits: LimitRow[];
}

/** Accounts with what limits their use, each at the place of its id; those that are gone or being removed are none. */
export async function limitedAccounts(
  database: Knex,
  ids: string[],
): Promise<(LimitedAccount | undefined)[]> {
  const accounts = new Map((await findAccounts(database, ids)).map((row) => [row.id, row]));
  if (accounts.size === 0) return ids.map(() => undefined);
  const platforms = new Set([...accounts.values()].map(({ platform }) => platform));
  const limits = await generalLimits(database, [...platforms]);
  return ids.map((id) => {
    const account = accounts.get(id);
    return account && { account, limits };
  });
}
