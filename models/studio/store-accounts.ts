import { newId } from '../../foundation/ids';
import type { Seal } from '../../foundation/seal';
import type { Transaction } from '../../foundation/transaction';
import { appendEvent } from '../messaging/append-event';
import { requestWorkflow } from '../operations/workflow-command';
import { type GivenTokens, tokenColumns } from './account-tokens';
import { accountWorkflow } from './account-workflow';
import { SocialAccount } from './social-account';
import { wakePosts } from './wake-posts';

/** An account as its platform describes it to whoever was let in. */
export interface GivenAccount {
  external_id: string;
  username: string;
  display_name: string;
  server_url: string | null;
  details: Record<string, unknown>;
  /** What its server takes, where servers set limits of their own. */
  server_limits?: Readonly<Record<string, unknown>>;
  tokens: GivenTokens;
}

interface Storing {
  owner_id: string;
  platform: string;
  /** Whether the platform gives new tokens for old ones. */
  renewable: boolean;
  seal: Seal;
  now: Date;
  /** A number from 0 to 1, drawn by chance. */
  chance: number;
}

/**
 * Stores accounts that were opened, as new ones or connected again, when posts that waited for them go on; a refresh
 * token that is stored stays where the platform gave none.
 */
export async function storeAccounts(
  tx: Transaction,
  accounts: GivenAccount[],
  storing: Storing,
): Promise<SocialAccount[]> {
  const stored: SocialAccount[] = [];
  // In one order, so that two connections of the same accounts do not wait for each other.
  for (const given of [...accounts].sort((a, b) => (a.external_id < b.external_id ? -1 : 1))) {
    stored.push(await storeAccount(tx, given, storing));
  }
  return stored;
}

async function storeAccount(
  tx: Transaction,
  { tokens, details, ...given }: GivenAccount,
  { owner_id, platform, seal, now, ...storing }: Storing,
): Promise<SocialAccount> {
  const { external_id } = given;
  await tx
    .sql('social_accounts')
    .insert({ id: newId(), owner_id, platform, ...given, created_at: now, updated_at: now })
    .onConflict(['owner_id', 'platform', 'external_id'])
    .ignore();
  const { id } = await SocialAccount.query(tx.sql)
    .findOne({ owner_id, platform, external_id })
    .forNoKeyUpdate()
    .throwIfNotFound();
  const account = await SocialAccount.query(tx.sql).patchAndFetchById(id, {
    ...given,
    ...{ details: seal.close(JSON.stringify(details), id), state: 'connected', error_code: null },
    ...tokenColumns(seal, id, tokens, { ...storing, now }),
    ...{ refreshing_until: null, refresh_failures: 0, limited_until: null, limit_reason: null },
    ...{ version: tx.sql.raw('version + 1'), connected_at: now, updated_at: now },
  });
  const subject = { type: 'social_account', id };
  appendEvent(tx, { owner_id, type: 'social_account.connected', subject, data: { platform } });
  if (account.refresh_at) {
    await requestWorkflow(tx, accountWorkflow(account));
  }
  await wakePosts(tx, id, now);
  return account;
}
