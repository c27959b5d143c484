// The picture of a user, under the hash of its bytes: the same picture is one object, and another one has another
// address. Storing and removing happen under the lock of the account, so that neither undoes the other.
import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { transaction, type Transaction } from '../../foundation/transaction';
import { keepProfile, lockProfile, readProfile, tellOfProfile, type Profile } from './profile';

/** Where avatars are kept. */
export interface AvatarStore {
  put(key: string, bytes: Buffer): Promise<void>;
  delete(key: string): Promise<void>;
}

/** Gives a user a picture, as it was re-encoded, or takes it away; answers with the profile. */
export async function changeAvatar(
  database: Knex,
  store: AvatarStore,
  owner_id: string,
  bytes: Buffer | null,
  now: Date,
): Promise<Profile> {
  return await transaction(database, async (tx) => {
    const before = (await lockProfile(tx, owner_id)).own.avatar_key;
    const avatar_key = bytes && avatarKey(owner_id, bytes);
    if (bytes && avatar_key) await store.put(avatar_key, bytes);
    if (avatar_key !== before) {
      await keepProfile(tx, owner_id, { avatar_key }, now);
      tellOfProfile(tx, owner_id);
      if (before) tx.afterCommit(() => removeUnused(database, store, owner_id, before));
    }
    return await readProfile(tx.sql, owner_id);
  });
}

function avatarKey(owner_id: string, bytes: Buffer): string {
  return `avatars/${owner_id}/${createHash('sha256').update(bytes).digest('hex')}.webp`;
}

/** Removes the picture of before, unless it is in use again. */
async function removeUnused(
  database: Knex,
  store: AvatarStore,
  owner_id: string,
  key: string,
): Promise<void> {
  await transaction(database, async (tx: Transaction) => {
    const { own } = await lockProfile(tx, owner_id);
    if (own.avatar_key !== key) await store.delete(key);
  });
}
