import type { Knex } from 'knex';
import type { Transaction } from '../../foundation/transaction';
import { owned } from '../../models/identity/can';
import type { SignedInUser } from '../../models/identity/signed-in-user';
import { recordAudit } from '../../models/operations/audit-entry';
import type { SocialAccount } from '../../models/studio/social-account';
import { findAccount, lockAccount } from '../../models/studio/social-account.queries';
import type { Context } from '../operation';
import { requestId } from '../request-id';

/** The account, if it is there and the user may have it. */
export async function ownedAccount(
  database: Knex,
  user: SignedInUser,
  id: string,
): Promise<SocialAccount> {
  return owned(user, 'studio.use', await findAccount(database, id));
}

/** Like `ownedAccount`, and nobody else changes it until the transaction ends. */
export async function heldAccount(
  tx: Transaction,
  user: SignedInUser,
  id: string,
): Promise<SocialAccount> {
  return owned(user, 'studio.use', await lockAccount(tx, id));
}

/** Leaves an audit row when somebody changes an account of another; one's own changes leave none. */
export async function recordAccountChange(
  tx: Transaction,
  { user, request }: Pick<Context<'removeSocialAccount'>, 'user' | 'request'>,
  { id, owner_id }: SocialAccount,
  action: string,
): Promise<void> {
  if (owner_id === user.id) return;
  const request_id = request.res && requestId(request.res);
  const subject = { type: 'social_account', id };
  const entry = { actor_id: user.id, owner_id, subject, action };
  await recordAudit(tx, { ...entry, ...(request_id && { request_id }) });
}
