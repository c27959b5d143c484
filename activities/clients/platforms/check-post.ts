// What a platform would say to a post, found from its rules alone: before scheduling, and again before publishing.
import { planMedia, type MediaShape } from './media-plan';
import type { Finding, PreparedPost } from './platform';
import { wholeText, type MediaRules, type PlatformRules, type PostWords } from './rules';

/** What there is to know of a post for one account without asking anybody. */
export interface PostFacts extends PostWords {
  media: MediaFacts[];
}

export interface MediaFacts extends MediaShape {
  alt_text: string;
  /** Whether the platform could fetch it from a public address. */
  is_public: boolean;
}

// As platforms find them in a text: after a blank or at its start, with at least one letter.
const hashtag = /(?<![\p{L}\p{N}_&/])[#＃][\p{N}_]*[\p{L}_][\p{L}\p{N}\p{M}_]*/gu;

/**
 * Everything about a post that its platform refuses (`error`), that Relais mends by itself, or that its owner should
 * know (`warning`); in the order text, options, number of pictures, each picture.
 */
export function checkPost(rules: PlatformRules, post: PostFacts): Finding[] {
  return [
    ...checkText(rules, post),
    ...checkOptions(rules, post.options ?? {}),
    ...checkCount(rules.media, post.media.length),
    ...post.media.flatMap((media, index) =>
      checkMedia(rules.media, media).map((finding) => ({
        ...finding,
        detail: `Picture ${index + 1}: ${finding.detail}`,
        media: index,
      })),
    ),
  ];
}

/** The same of a post whose pictures have been brought into form. */
export function checkPrepared(rules: PlatformRules, post: PreparedPost): Finding[] {
  const media = post.media.map((picture) => {
    return { ...picture, is_public: picture.public_url !== null };
  });
  return checkPost(rules, { ...post, media });
}

/** Whether a post cannot be published as it is. */
export function isRefused(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === 'error');
}

function checkText(rules: PlatformRules, post: PostFacts): Finding[] {
  const { text, link, media } = post;
  const findings: Finding[] = [];
  const { max, required } = rules.text;
  const count = rules.text.count(wholeText(rules, post));
  if (text.trim() === '' && (required || media.length === 0)) {
    findings.push(error('text_required', 'There is no text.'));
  }
  if (count > max) {
    const detail = `${count} characters, as the platform counts them; at most ${max}.`;
    findings.push({ ...error('caption_too_long', detail), fix: 'shorten', count, max });
  }
  const tags = text.match(hashtag)?.length ?? 0;
  if (rules.hashtags_max !== null && tags > rules.hashtags_max) {
    const detail = `${tags} hashtags; at most ${rules.hashtags_max}.`;
    findings.push({
      ...error('too_many_hashtags', detail),
      ...{ fix: 'drop_hashtags', count: tags, max: rules.hashtags_max },
    });
  }
  if (link !== null && !rules.link) {
    const detail = 'The platform shows no link apart from the text; write it into the caption.';
    findings.push(error('link_not_supported', detail));
  }
  return findings;
}

function checkOptions(
  { options = [] }: PlatformRules,
  given: Readonly<Record<string, unknown>>,
): Finding[] {
  const known = new Set(options.map(({ name }) => name));
  const unknown = Object.keys(given).filter((name) => !known.has(name));
  const findings = unknown.map((name) => error('option_unknown', `There is no option ${name}.`));
  for (const { name, values, required } of options) {
    const value = given[name];
    if (value === undefined) {
      if (required) findings.push(error('option_missing', `The option ${name} is required.`));
    } else if (typeof value !== 'string' || (values && !values.includes(value))) {
      const allowed = values ? `one of ${values.join(', ')}` : 'a text';
      findings.push(error('option_invalid', `The option ${name} must be ${allowed}.`));
    }
  }
  return findings;
}

function checkCount({ count: { min, max } }: MediaRules, count: number): Finding[] {
  if (count < min) {
    const detail = `${count} pictures; at least ${min}.`;
    return [{ ...error('media_missing', detail), count, max }];
  }
  if (count <= max) return [];
  return [{ ...error('too_many_media', `${count} pictures; at most ${max}.`), count, max }];
}

function checkMedia(rules: MediaRules, media: MediaFacts): Finding[] {
  const { changes } = planMedia(media, rules);
  const { width, height, size_bytes: bytes } = media;
  const findings: Finding[] = [];
  if (changes.includes('crop')) {
    const detail = `${width} x ${height} pixels are too ${width > height ? 'wide' : 'high'}; it is cut to its middle.`;
    findings.push(mended('media_ratio', detail, 'crop'));
  }
  if (changes.includes('resize')) {
    findings.push(mended('media_size', `${width} x ${height} pixels; it is scaled.`, 'resize'));
  }
  if (!rules.media_types.includes(media.media_type)) {
    const detail = `${media.media_type} is not read; it is converted.`;
    findings.push(mended('media_type', detail, 'convert'));
  } else if (bytes > rules.max_bytes) {
    const detail = `${bytes} bytes; at most ${rules.max_bytes}. It is compressed.`;
    const finding = mended('media_too_large', detail, 'convert');
    findings.push({ ...finding, count: bytes, max: rules.max_bytes });
  }
  return [...findings, ...checkReach(rules, media)];
}

/** Who cannot get at the picture: a platform that fetches it, people who do not see it. */
function checkReach(rules: MediaRules, { alt_text, is_public }: MediaFacts): Finding[] {
  const findings: Finding[] = [];
  if (rules.fetched && !is_public) {
    const detail = 'The platform fetches pictures itself, and this one has no public address.';
    findings.push(error('media_not_public', detail));
  }
  const max = rules.alt_text_max;
  if (max === 0) return findings;
  const count = [...alt_text].length;
  if (count === 0) {
    const detail = 'It has no description for people who do not see it.';
    findings.push({ ...mended('alt_text_missing', detail, null) });
  } else if (count > max) {
    const detail = `Its description has ${count} characters; at most ${max}. It is shortened.`;
    findings.push({ ...mended('alt_text_too_long', detail, 'shorten'), count, max });
  }
  return findings;
}

function error(code: string, detail: string): Finding {
  return { code, severity: 'error', detail, fix: null };
}

/** It is published all the same. */
function mended(code: string, detail: string, fix: string | null): Finding {
  return { code, severity: 'warning', detail, fix };
}
