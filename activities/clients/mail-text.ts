// What may stand in a header or on a line of a mail: names and titles come from people, and a line break in one would
// be a header or a paragraph of theirs.

/** The text on one line: without control characters, line separators and marks that turn the direction of text. */
export function onOneLine(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replaceAll(/ {2,}/g, ' ')
    .trim();
}

/** Whether a text is one plain address: nothing that a header or the SMTP envelope would read as more than that. */
export function isMailAddress(text: string): boolean {
  return (
    text.length <= 254 && /^[^\s<>()[\]\\,;:"@\p{C}]{1,64}@[^\s<>()[\]\\,;:"@\p{C}]+$/u.test(text)
  );
}
