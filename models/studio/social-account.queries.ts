import type { Knex } from 'knex';
import type { ModelObject } from 'objection';
import { keysetPage, type KeysetPage, type PageRequest } from '../../foundation/keyset';
import type { Transaction } from '../../foundation/transaction';
import { type AccountState, SocialAccount } from './social-account';

export type AccountRow = ModelObject<SocialAccount>;

export interface AccountFilter {
  owner_id: string;
  platform?: string | undefined;
  state?: AccountState | undefined;
}

/** A page of an owner's accounts; those that are being removed are gone already. */
export async function listAccounts(
  database: Knex,
  { owner_id, platform, state }: AccountFilter,
  page: PageRequest,
): Promise<KeysetPage<AccountRow>> {
  const query = database('social_accounts').where({ owner_id }).whereNot({ state: 'removing' });
  if (platform !== undefined) query.andWhere({ platform });
  if (state !== undefined) query.andWhere({ state });
  return await keysetPage<AccountRow>(database, query.select('*'), page);
}

/** The account, unless it is gone or being removed. */
export async function findAccount(database: Knex, id: string): Promise<SocialAccount | undefined> {
  return await SocialAccount.query(database).findById(id).whereNot({ state: 'removing' });
}

/** The accounts among these that are there, as `findAccount` finds one. */
export async function findAccounts(database: Knex, ids: string[]): Promise<SocialAccount[]> {
  return await SocialAccount.query(database).findByIds(ids).whereNot({ state: 'removing' });
}

/** Like `findAccount`, and nobody else changes it until the transaction ends. */
export async function lockAccount(tx: Transaction, id: string): Promise<SocialAccount | undefined> {
  return await SocialAccount.query(tx.sql)
    .findById(id)
    .whereNot({ state: 'removing' })
    .forNoKeyUpdate();
}

/** Whether an account is connected, which it then stays until the transaction ends. */
export async function holdConnected(tx: Transaction, id: string | null): Promise<boolean> {
  const account = SocialAccount.query(tx.sql).where({ id, state: 'connected' });
  return (await account.select('id').forShare().first()) !== undefined;
}

/** The accounts that are connected and stay so, like `holdConnected`, without those that somebody else is changing just now. */
export async function holdFreeConnected(tx: Transaction, ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const accounts = await SocialAccount.query(tx.sql)
    .findByIds(ids)
    .where({ state: 'connected' })
    .orderBy('id')
    .select('id')
    .forShare()
    .skipLocked();
  return new Set(accounts.map(({ id }) => id));
}

// What an account's workflow has to do: renew tokens that end, or finish the removal.
const unfinished = "state = 'removing' or (state = 'connected' and refresh_at is not null)";

/** Accounts that need their workflow. */
export async function unfinishedAccounts(database: Knex): Promise<SocialAccount[]> {
  return await SocialAccount.query(database).whereRaw(unfinished).orderBy('created_at');
}

/** The account, if it needs its workflow. */
export async function unfinishedAccount(
  database: Knex,
  id: string,
): Promise<SocialAccount | undefined> {
  return await SocialAccount.query(database).findById(id).whereRaw(`(${unfinished})`);
}
