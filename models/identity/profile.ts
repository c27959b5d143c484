// The profile of a user: the names, language and zone of the account and the row of what they say, read and changed as
// one.
import type { Knex } from 'knex';
import { fail } from '../../foundation/errors';
import { isTimeZone } from '../../foundation/local-time';
import type { Transaction } from '../../foundation/transaction';
import { appendEvent } from '../messaging/append-event';
import { rescheduleMail } from '../messaging/mail-schedule';
import { User } from './user';
import { UserProfile } from './user-profile';

const accountFields = ['first_name', 'last_name', 'language', 'timezone'] as const;
const handles = ['instagram', 'facebook', 'twitter'] as const;
const ownFields = ['bio', 'phone', ...handles, 'website'] as const;

type Account = Pick<User, (typeof accountFields)[number]>;
type Own = Pick<UserProfile, (typeof ownFields)[number]>;

/** What may be changed; everything else of an account has a way of its own. */
export type ProfileChange = Partial<Account & Own>;

/** A user and what they say of themselves. `version` grows with every change of either. */
export interface Profile {
  user: User;
  own: Own & Pick<UserProfile, 'avatar_key'>;
  updated_at: Date;
  version: number;
}

const empty: Profile['own'] = {
  ...{ bio: '', phone: '', instagram: '', facebook: '', twitter: '', website: '' },
  avatar_key: null,
};

/** The profile of a user. */
export async function readProfile(database: Knex, ownerId: string): Promise<Profile> {
  const user = await User.query(database).findById(ownerId).throwIfNotFound();
  return profileOf(user, await UserProfile.query(database).findById(ownerId));
}

/** The same, and nobody else changes it until the transaction ends. */
export async function lockProfile(tx: Transaction, ownerId: string): Promise<Profile> {
  const user = await User.query(tx.sql).findById(ownerId).forUpdate().throwIfNotFound();
  return profileOf(user, await UserProfile.query(tx.sql).findById(ownerId));
}

function profileOf(user: User, row: UserProfile | undefined): Profile {
  if (!row) return { user, own: empty, updated_at: user.updated_at, version: user.version };
  const updated_at = row.updated_at > user.updated_at ? row.updated_at : user.updated_at;
  return { user, own: row, updated_at, version: user.version + row.version };
}

/** Changes what is named of a profile that the transaction has locked; waiting mails follow another zone. */
export async function changeProfile(
  tx: Transaction,
  present: Profile,
  change: ProfileChange,
  now: Date,
): Promise<void> {
  assertAllowed(change);
  const { user, own } = present;
  const account = differing(user, change, accountFields);
  const said = differing(own, withoutAt(change), ownFields);
  if (Object.keys({ ...account, ...said }).length === 0) return;
  if (Object.keys(account).length > 0) {
    const version = tx.sql.raw('version + 1') as never;
    await User.query(tx.sql)
      .findById(user.id)
      .patch({ ...account, version, updated_at: now });
  }
  if (Object.keys(said).length > 0) await keepProfile(tx, user.id, said, now);
  if (account.timezone !== undefined) await rescheduleMail(tx, user.id, now);
  tellOfProfile(tx, user.id);
}

/** Writes a part of somebody's row. */
export async function keepProfile(
  tx: Transaction,
  owner_id: string,
  part: Partial<Profile['own']>,
  now: Date,
): Promise<void> {
  const row = { ...part, updated_at: now };
  await tx
    .sql('user_profiles')
    .insert({ owner_id, ...row })
    .onConflict('owner_id')
    .merge({ ...row, version: tx.sql.raw('user_profiles.version + 1') });
}

/** Tells that a profile or its picture changed. */
export function tellOfProfile(tx: Transaction, id: string): void {
  appendEvent(tx, { owner_id: id, type: 'user.profile_updated', subject: { type: 'user', id } });
}

function differing<T extends object, K extends keyof T>(
  present: T,
  change: Partial<Pick<T, K>>,
  fields: readonly K[],
): Partial<Pick<T, K>> {
  const changed = fields.filter((field) => field in change && change[field] !== present[field]);
  return Object.fromEntries(changed.map((field) => [field, change[field]])) as Partial<Pick<T, K>>;
}

/** People write their names elsewhere with an `@` or without; one name is kept one way. */
function withoutAt(change: ProfileChange): ProfileChange {
  const plain = { ...change };
  for (const handle of handles) {
    const given = plain[handle];
    if (given !== undefined) plain[handle] = given.replace(/^@/, '');
  }
  return plain;
}

function assertAllowed({ timezone, website }: ProfileChange): void {
  if (timezone !== undefined && !isTimeZone(timezone)) {
    throw refuse('/timezone', 'timezone', 'must be an IANA time zone');
  }
  if (website && !URL.canParse(website)) {
    throw refuse('/website', 'url', 'must be an address of a site');
  }
}

function refuse(pointer: string, code: string, detail: string): Error {
  return fail('validation_failed', undefined, [{ pointer, code, detail }]);
}
