// What the profile calls and their older addresses both do.
import { changeProfile, lockProfile, readProfile } from '../../models/identity/profile';
import type { Profile } from '../../openapi/generated/types';
import { checkIfMatch } from '../etag';
import type { Context, Reply } from '../operation';
import { profileReply } from './profile.view';

type Shown = Pick<Context<'getProfile'>, 'services' | 'user'>;
type Edited = Shown & Pick<Context<'updateProfile'>, 'body' | 'headers' | 'transaction'>;

/** The profile of the signed-in user. */
export async function showProfile({ services, user }: Shown): Promise<Reply<200, Profile>> {
  return await profileReply(await readProfile(services.database, user.id), services);
}

/** Changes what is named of it. */
export async function editProfile({
  services,
  user,
  body,
  headers,
  transaction,
}: Edited): Promise<Reply<200, Profile>> {
  return await transaction(async (tx) => {
    const present = await lockProfile(tx, user.id);
    checkIfMatch(headers['If-Match'], present.version);
    await changeProfile(tx, present, body, services.clock.now());
    tx.afterCommit(() => services.forgetUsers([user.id]));
    return await profileReply(await readProfile(tx.sql, user.id), services);
  });
}
