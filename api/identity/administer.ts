// The frame of every change of users and roles: one transaction, begun as an administrator, after which nothing of the
// users is remembered.
import type { Request } from 'express';
import type { Transaction } from '../../foundation/transaction';
import { type AdminChange, beginAdministration } from '../../models/identity/administration';
import { authorize, type Permission } from '../../models/identity/can';
import type { SignedInUser } from '../../models/identity/signed-in-user';
import type { Reply } from '../operation';
import { requestId } from '../request-id';
import type { Services } from '../services';

interface Administered {
  user: SignedInUser;
  services: Services;
  request: Request;
  transaction<R extends Reply>(work: (tx: Transaction) => Promise<R>): Promise<R>;
}

/** Runs a change by who has the permission. */
export async function administer<R extends Reply>(
  { user, services, request, transaction }: Administered,
  permission: Permission,
  work: (tx: Transaction, change: AdminChange) => Promise<R>,
): Promise<R> {
  authorize(user, permission);
  return await transaction(async (tx) => {
    const admin = await beginAdministration(tx, user, permission);
    const request_id = request.res ? requestId(request.res) : '';
    tx.afterCommit(() => services.forgetUsers('all'));
    return await work(tx, { admin, request_id, now: services.clock.now() });
  });
}
