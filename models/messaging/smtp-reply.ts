const longest = 300;

/**
 * What a mail server said, fit to be kept: on one line, short, and without what names the recipient, because rows of mails
 * and histories name nobody.
 */
export function harmlessReply(reply: string, address: string): string {
  const line = reply
    .slice(0, 2_000)
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  const [local = ''] = address.split('@');
  const named = line.replaceAll(/[^\s<>"'():;,]+@[^\s<>"'():;,]+/g, '[address]');
  const escaped = local.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const name = new RegExp(`(?<![\\p{L}\\d])${escaped}(?![\\p{L}\\d])`, 'giu');
  return (local ? named.replaceAll(name, '[name]') : named).slice(0, longest);
}
