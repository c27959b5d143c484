import type { Platform } from '../../activities/clients/platforms/platform';
import type { MediaRules, PlatformRules } from '../../activities/clients/platforms/rules';
import type {
  SocialPlatform,
  SocialPlatformMedia,
  SocialPlatformRules,
} from '../../openapi/generated/types';

/** A platform, and what it takes. */
export function platformView({
  name,
  title,
  connection,
  remove,
  measure,
  rules,
}: Platform): SocialPlatform {
  return {
    name,
    title,
    configured: connection.configured,
    connection: connection.kind,
    removes_posts: remove !== null,
    measures_posts: measure !== null,
    rules: rulesView(rules),
  };
}

function rulesView({
  text,
  hashtags_max,
  link,
  media,
  options,
}: PlatformRules): SocialPlatformRules {
  return {
    text_max: text.max,
    text_required: text.required,
    hashtags_max,
    link,
    media: mediaView(media),
    options: (options ?? []).map(({ values, ...option }) => ({
      ...option,
      values: values && [...values],
    })),
  };
}

function mediaView({ count, ratio, media_types, ...rules }: MediaRules): SocialPlatformMedia {
  return {
    count_min: count.min,
    count_max: count.max,
    media_types: [...media_types],
    ratio_min: ratio?.min ?? null,
    ratio_max: ratio?.max ?? null,
    ...rules,
  };
}
