// What a platform takes, as data: the API checks posts against it before they are scheduled, the worker before they are
// published. Each platform's rules.ts names the vendor's page that a figure comes from.

export interface MediaRules {
  /** How many pictures a post has at least and at most. */
  count: { min: number; max: number };
  media_types: readonly ('image/jpeg' | 'image/png' | 'image/webp')[];
  max_bytes: number;
  /** Width divided by height; null where anything goes. */
  ratio: { min: number; max: number } | null;
  min_width: number;
  max_width: number;
  max_pixels: number | null;
  /** Whether the platform fetches pictures itself from a public address. */
  fetched: boolean;
  /** Characters of a picture's description; 0 where there is none. */
  alt_text_max: number;
}

/** What of a post people may read as its text. */
export interface PostWords {
  /** Caption and hashtags, as people will read them. */
  text: string;
  link: string | null;
  media: readonly unknown[];
  /** The platform's own options. */
  options?: Readonly<Record<string, unknown>>;
}

/** An option of one platform that a post for it may set. */
export interface PostOption {
  name: string;
  description: string;
  /** The values it may have; null where any text will do. */
  values: readonly string[] | null;
  required: boolean;
}

export interface PlatformRules {
  /** How long a text may be, in the platform's own counting. */
  text: {
    max: number;
    required: boolean;
    count(text: string): number;
    /** All that counts as text, where that is more than caption and hashtags. */
    whole?(post: PostWords): string;
  };
  hashtags_max: number | null;
  /** Links a post may carry apart from its text. */
  link: boolean;
  media: MediaRules;
  /** What a post's `options` may hold; nothing when it stays away. */
  options?: readonly PostOption[];
}

/** All of a post that counts as its text. */
export function wholeText({ text }: PlatformRules, post: PostWords): string {
  return text.whole?.(post) ?? post.text;
}
