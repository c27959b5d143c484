// https://learn.microsoft.com/linkedin/marketing/community-management/shares/little-text-format

/** A text whose characters stand for themselves; only hashtags are left to be found by the platform. */
export function littleText(text: string): string {
  return text.replaceAll(/#(?![\p{L}\p{N}])|[\\|{}@[\]()<>*_~]/gu, String.raw`\$&`);
}

/** The text again, as people read it. */
export function plainText(little: string): string {
  return little
    .replaceAll(/\{hashtag\|\\?#\|((?:[^\\}]|\\.)*)\}/gu, '#$1')
    .replaceAll(/\\([|{}@[\]()<>#\\*_~])/g, '$1');
}
