import {
  checkPost,
  isRefused,
  type MediaFacts,
} from '../../../../activities/clients/platforms/check-post';
import {
  shortenAltText,
  shortenCaption,
} from '../../../../activities/clients/platforms/shorten-text';
import { sampleRules } from './sample-rules';

const picture: MediaFacts = {
  media_type: 'image/jpeg',
  width: 1080,
  height: 1080,
  size_bytes: 200_000,
  alt_text: 'A plum.',
  is_public: true,
};

function codes(
  rules: ReturnType<typeof sampleRules>,
  post: Partial<Parameters<typeof checkPost>[1]>,
) {
  const findings = checkPost(rules, { text: 'Ripe.', link: null, media: [picture], ...post });
  return findings.map(({ code, severity, fix }) => `${code} ${severity} ${fix ?? '-'}`);
}

describe('a post held against the rules of a platform', () => {
  it('is found without fault when it keeps them', () => {
    expect(codes(sampleRules({ ratio: { min: 0.8, max: 1.91 } }), {})).toEqual([]);
  });

  it('is too long in the counting of the platform, with both numbers', () => {
    const rules = sampleRules(
      {},
      { text: { max: 10, required: false, count: (t) => 2 * t.length } },
    );
    const [finding] = checkPost(rules, { text: 'sixsix', link: null, media: [] });
    expect(finding).toMatchObject({ code: 'caption_too_long', count: 12, max: 10, fix: 'shorten' });
  });

  it('counts hashtags as people write them', () => {
    const rules = sampleRules({}, { hashtags_max: 2 });
    expect(codes(rules, { text: '#plum #été, 3#4 a#b #2026 https://a.example/#top' })).toEqual([]);
    expect(codes(rules, { text: '#plum #été (#three)' })).toEqual([
      'too_many_hashtags error drop_hashtags',
    ]);
  });

  it('needs text, or a picture', () => {
    const rules = sampleRules();
    expect(codes(rules, { text: ' ', media: [] })).toEqual(['text_required error -']);
    expect(codes(rules, { text: '' })).toEqual([]);
    const strict = sampleRules({}, { text: { ...rules.text, required: true } });
    expect(codes(strict, { text: '' })).toEqual(['text_required error -']);
  });

  it('sets only options that the platform has, to values that it knows', () => {
    const privacy = { name: 'privacy', description: 'Who sees it.', values: ['all', 'friends'] };
    const topic = { name: 'topic', description: 'Of what.', values: null, required: false };
    const rules = sampleRules({}, { options: [{ ...privacy, required: true }, topic] });
    expect(codes(rules, { options: { privacy: 'all', topic: 'fruit' } })).toEqual([]);
    expect(codes(rules, { options: { privacy: 'none', topic: 7, colour: 'red' } })).toEqual([
      'option_unknown error -',
      'option_invalid error -',
      'option_invalid error -',
    ]);
    expect(codes(rules, {})).toEqual(['option_missing error -']);
  });

  it('carries as many pictures and links as are taken', () => {
    const rules = sampleRules({ count: { min: 1, max: 2 } }, { link: false });
    expect(codes(rules, { media: [] })).toEqual(['media_missing error -']);
    expect(codes(rules, { media: [picture, picture, picture] })).toEqual([
      'too_many_media error -',
    ]);
    expect(codes(rules, { link: 'https://a.example/' })).toEqual(['link_not_supported error -']);
  });

  it('tells of each picture what Relais does to it', () => {
    const rules = sampleRules({
      ...{ media_types: ['image/jpeg'], max_bytes: 1_000_000, ratio: { min: 0.8, max: 1.91 } },
      ...{ min_width: 320, max_width: 1440 },
    });
    const wide = { ...picture, width: 4000, height: 1000 };
    const heavy = { ...picture, size_bytes: 2_000_000 };
    const png = { ...picture, media_type: 'image/png' as const };
    const media = [picture, wide, heavy, png, { ...picture, width: 200, height: 200 }];
    const findings = checkPost(
      { ...rules, media: { ...rules.media, count: { min: 0, max: 9 } } },
      {
        ...{ text: '', link: null, media },
      },
    );
    expect(findings.map(({ code, media: at, fix }) => [at, code, fix])).toEqual([
      [1, 'media_ratio', 'crop'],
      [1, 'media_size', 'resize'],
      [2, 'media_too_large', 'convert'],
      [3, 'media_type', 'convert'],
      [4, 'media_size', 'resize'],
    ]);
    expect(isRefused(findings)).toBe(false);
  });

  it('is refused where a platform cannot fetch the picture', () => {
    const findings = checkPost(sampleRules({ fetched: true }), {
      ...{ text: '', link: null, media: [{ ...picture, is_public: false }] },
    });
    expect(findings).toMatchObject([{ code: 'media_not_public', media: 0 }]);
    expect(isRefused(findings)).toBe(true);
  });

  it('asks for descriptions only where there is a place for them', () => {
    const silent = [{ ...picture, alt_text: '' }];
    const long = [{ ...picture, alt_text: 'x'.repeat(101) }];
    const rules = sampleRules({ alt_text_max: 100 });
    expect(codes(rules, { media: silent })).toEqual(['alt_text_missing warning -']);
    expect(codes(rules, { media: long })).toEqual(['alt_text_too_long warning shorten']);
    expect(codes(sampleRules({ alt_text_max: 0 }), { media: [...silent, ...long] })).toEqual([]);
    expect(shortenAltText(rules, long[0]?.alt_text ?? '')).toBe(`${'x'.repeat(99)}…`);
    expect(shortenAltText(sampleRules({ alt_text_max: 0 }), 'x')).toBe('');
  });
});

describe('a caption that is too long', () => {
  const rules = sampleRules({}, { text: { max: 20, required: false, count: (t) => t.length } });

  it('is cut after a word, with its hashtags kept', () => {
    const short = shortenCaption(rules, 'Plums are ripe in September', (c) => `${c}\n\n#ripe`);
    expect(short).toBe('Plums are…');
  });

  it('is cut within a word that is too long itself, never within a character', () => {
    const family = '👨‍👩‍👧';
    expect(shortenCaption(rules, family.repeat(5), (c) => c)).toBe(`${family.repeat(2)}…`);
  });

  it('stays what it is when it fits, and cannot help when the rest alone is too long', () => {
    expect(shortenCaption(rules, 'Ripe.', (c) => c)).toBe('Ripe.');
    expect(shortenCaption(rules, 'Ripe.', (c) => c + 'x'.repeat(21))).toBeNull();
    expect(shortenCaption(rules, 'Ripe.', (c) => c + 'x'.repeat(20))).toBe('');
  });
});
