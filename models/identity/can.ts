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
  | 'audit.read'
  | 'models.manage'
  | 'mails.manage'
  | 'webhooks.use'
  | 'studio.use';

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

/** The row, if it is there and is the user's own, or the user may act for any owner. For what needs no permission. */
export function visible<T extends Owned>(user: SignedInUser, row: T | null | undefined): T {
  if (row && (row.owner_id === user.id || can(user, 'owners.any'))) return row;
  throw fail('not_found');
}

/**
 * Whose rows a report or a queue covers: one's own, or for who has the permission to look further, those of `wanted` or
 * everybody's (undefined).
 */
export function widestScope(
  user: SignedInUser,
  further: Permission,
  wanted?: string,
): string | undefined {
  if (user.permissions.includes(further)) return wanted;
  return ownerScope(user, wanted);
}

/** The row, if the user may decide on it: owners on their own, reviewers on anybody's. Others find nothing. */
export function decidable<T extends Owned>(user: SignedInUser, row: T | null | undefined): T {
  if (row && (row.owner_id === user.id || can(user, 'reviews.decide'))) return row;
  throw fail('not_found');
}
