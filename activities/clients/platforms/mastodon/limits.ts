// What a server says of itself goes before the usual rules: https://docs.joinmastodon.org/entities/Instance/ (`configuration`)
import { z } from 'zod';
import type { PlatformHttp } from '../http';
import { unlessMissing } from '../http-failure';
import type { ServerLimits } from '../platform';
import type { PlatformRules } from '../rules';
import { countCharacters, mastodonRules } from './rules';

const number = z.number().int().positive();
const types = z.array(z.string().max(100)).min(1).max(100);
const usual = { statuses: {}, media_attachments: {} };

/** Other servers speak this language, too: what one does not say, or says in words of its own, is as usual. */
const said = <T>(schema: z.ZodType<T>) => schema.optional().catch(undefined);

const configuration = z
  .object({
    statuses: z
      .object({
        max_characters: said(number),
        max_media_attachments: said(number.or(z.literal(0))),
        // So many stand for each link in what is counted.
        characters_reserved_per_url: said(number.max(100)),
      })
      .catch({}),
    media_attachments: z
      .object({
        supported_mime_types: said(types),
        image_size_limit: said(number),
        image_matrix_limit: said(number),
        description_limit: said(number),
      })
      .catch({}),
  })
  .catch(usual);
const instance = z.object({ configuration });

/** Asks a server for its limits; one that does not know the question has none of its own. */
export async function askLimits(
  http: PlatformHttp,
  server: string,
  token: string,
): Promise<ServerLimits> {
  const url = `${server}/api/v2/instance`;
  const answer = await unlessMissing(http({ method: 'GET', url, token, expects: instance }));
  return answer?.body.configuration ?? usual;
}

/** The rules of a server with these limits. */
export function rulesWithin(limits: ServerLimits): PlatformRules {
  const { statuses, media_attachments: pictures } = configuration.parse(limits);
  const { text, media } = mastodonRules;
  const isTaken = (type: string) => pictures.supported_mime_types?.includes(type) ?? true;
  return {
    ...mastodonRules,
    text: {
      ...text,
      max: statuses.max_characters ?? text.max,
      count: (given) => countCharacters(given, statuses.characters_reserved_per_url),
    },
    media: {
      ...media,
      count: { min: 0, max: statuses.max_media_attachments ?? media.count.max },
      media_types: media.media_types.filter(isTaken),
      max_bytes: pictures.image_size_limit ?? media.max_bytes,
      max_pixels: pictures.image_matrix_limit ?? media.max_pixels,
      alt_text_max: pictures.description_limit ?? media.alt_text_max,
    },
  };
}
