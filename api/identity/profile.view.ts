import type { Profile as ProfileRow } from '../../models/identity/profile';
import type { Profile } from '../../openapi/generated/types';
import { etag } from '../etag';
import { reply, type Reply } from '../operation';
import type { Services } from '../services';

const linkLifeSeconds = 3_600;

/** A link to somebody's picture that works for an hour. */
async function avatarUrl(
  key: string | null,
  { objectStore }: Pick<Services, 'objectStore'>,
): Promise<string | null> {
  if (key === null) return null;
  const link = { expiresIn: linkLifeSeconds, contentType: 'image/webp', filename: 'avatar.webp' };
  return await objectStore.signedGetUrl(key, link);
}

/** The answer that shows a profile. */
export async function profileReply(
  { user, own, updated_at, version }: ProfileRow,
  services: Pick<Services, 'objectStore'>,
): Promise<Reply<200, Profile>> {
  const { id, username, email, first_name, last_name, language, timezone } = user;
  const { bio, phone, instagram, facebook, twitter, website } = own;
  const view = {
    ...{ id, username, email, email_verified: user.email_verified_at !== null },
    ...{ first_name, last_name, bio, phone, instagram, facebook, twitter, website },
    ...{ language, timezone, avatar_url: await avatarUrl(own.avatar_key, services) },
    created_at: user.created_at.toISOString(),
    updated_at: updated_at.toISOString(),
  };
  return reply(200, view, { etag: etag(version) });
}
