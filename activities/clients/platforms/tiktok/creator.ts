import { z } from 'zod';
import type { Finding, PreparedPost } from '../platform';
import type { Creator } from './session';
import { privacyLevels } from './rules';

const info = z.object({
  data: z.object({
    creator_username: z.string(),
    privacy_level_options: z.array(z.string()),
    comment_disabled: z.boolean(),
  }),
});
export type CreatorInfo = z.infer<typeof info>['data'];

/** What the creator may do now: https://developers.tiktok.com/doc/content-posting-api-reference-query-creator-info */
export async function askCreator(creator: Creator, signal?: AbortSignal): Promise<CreatorInfo> {
  const { http, addresses, session } = creator;
  const { body } = await http({
    method: 'POST',
    url: `${addresses.api}/v2/post/publish/creator_info/query/`,
    body: { json: {} },
    token: session.access_token,
    ...(signal && { signal }),
    expects: info,
  });
  return body.data;
}

/** Who may see the post: whoever it says, or everybody. Nobody else is chosen in its author's place. */
export function privacyOf({ options }: PreparedPost): string {
  return typeof options['privacy_level'] === 'string' ? options['privacy_level'] : privacyLevels[0];
}

/** What the creator is not offered. */
export function checkOffer(post: PreparedPost, creator: CreatorInfo): Finding[] {
  const offered = creator.privacy_level_options;
  const wanted = privacyOf(post);
  if (offered.includes(wanted)) return [];
  const detail = `The account is not offered ${wanted}, but: ${offered.join(', ')}.`;
  return [{ code: 'option_refused', severity: 'error', detail, fix: null }];
}
