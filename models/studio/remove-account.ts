import type { Knex } from 'knex';
import type { Transaction } from '../../foundation/transaction';
import { appendEvent } from '../messaging/append-event';
import { requestWorkflow } from '../operations/workflow-command';
import { accountWorkflow } from './account-workflow';
import { SocialAccount } from './social-account';

/** Removes an account: it is gone at once, and its workflow revokes the tokens before it deletes the row. */
export async function removeAccount(
  tx: Transaction,
  account: SocialAccount,
  now: Date,
): Promise<void> {
  const { id, owner_id, platform } = account;
  await SocialAccount.query(tx.sql)
    .findById(id)
    .patch({
      ...{ state: 'removing', refresh_at: null, refreshing_until: null, refresh_failures: 0 },
      ...{ version: account.version + 1, updated_at: now },
    });
  const subject = { type: 'social_account', id };
  appendEvent(tx, { owner_id, type: 'social_account.deleted', subject, data: { platform } });
  await requestWorkflow(tx, accountWorkflow(account));
}

/** Removes all accounts of an owner, whose own account is being erased. */
export async function removeAccountsOf(
  tx: Transaction,
  owner_id: string,
  now: Date,
): Promise<void> {
  const accounts = await SocialAccount.query(tx.sql)
    .where({ owner_id })
    .whereNot({ state: 'removing' })
    .orderBy('id')
    .forUpdate();
  for (const account of accounts) await removeAccount(tx, account, now);
}

/** Whether tokens of an owner are still being revoked. */
export async function revoking(database: Knex, owner_id: string): Promise<boolean> {
  const left = SocialAccount.query(database).where({ owner_id, state: 'removing' });
  return (await left.resultSize()) > 0;
}

// The platform's answer does not change that the account goes; a server that is away for a moment gets a second chance.
const mostTries = 5;
const pauseMs = 60_000;

/** An account that is being removed, with how often revoking its tokens has failed. */
export async function findRemoved(database: Knex, id: string): Promise<SocialAccount | undefined> {
  return await SocialAccount.query(database).findById(id).where({ state: 'removing' });
}

/** Deletes the row of a removed account, unless its owner connected it again meanwhile. */
export async function deleteRemoved(database: Knex, id: string): Promise<void> {
  await SocialAccount.query(database).findById(id).where({ state: 'removing' }).delete();
}

/** Notes that revoking failed for now; returns when to try again, or null when it is time to give up. */
export async function noteRevocationFailed(
  database: Knex,
  { id, refresh_failures }: SocialAccount,
  now: Date,
): Promise<Date | null> {
  if (refresh_failures + 1 >= mostTries) return null;
  await SocialAccount.query(database)
    .findById(id)
    .where({ state: 'removing' })
    .patch({ refresh_failures: refresh_failures + 1 });
  return new Date(now.getTime() + pauseMs);
}
