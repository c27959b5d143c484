// The one place that decides who may do what. A row of somebody else does not exist for those who may not see it.
import { fail } from '../../foundation/errors';
import type { SignedInUser } from './signed-in-user';

/** Permissions of the seeded roles; roles made by an admin combine the same codes. */
export type Permission =
  | 'classification.use'
  | 'reviews.decide'
  | 'owners.any'
  | 'users.manage'
  | 'roles.manage'
  | 'models.manage';

interface Owned {
  owner_id: string;
}

/** Whether the user has the permission and, where a subject is given, owns it or may act for any owner. */
export function can(user: SignedInUser, permission: Permission, subject?: Owned): boolean {
  if (!user.permissions.includes(permission)) return false;
  return !subject || subject.owner_id === user.id || user.permissions.includes('owners.any');
}

/** Throws `forbidden` unless the user has the permission. */
export function authorize(user: SignedInUser, permission: Permission): void {
  if (!can(user, permission)) throw fail('forbidden');
}

/** Whose rows a list shows: one's own, or those of `wanted` for who may read any owner's. */
export function ownerScope(user: SignedInUser, wanted?: string): string {
  if (wanted === undefined || wanted === user.id) return user.id;
  authorize(user, 'owners.any');
  return wanted;
}

/** The row, if it is there and the user may have it: missing and somebody else's answer the same `not_found`. */
export function owned<T extends Owned>(
  user: SignedInUser,
  permission: Permission,
  row: T | null | undefined,
): T {
  authorize(user, permission);
  if (!row || !can(user, permission, row)) throw fail('not_found');
  return row;
}
