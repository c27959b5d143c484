// What X takes for a link, with a scheme or without, as
// https://github.com/twitter/twitter-text/tree/master/js/src/regexp has it; it makes a short one of each.
import { topLevelDomains } from './top-level-domains';

const accents = String.raw`À-ÖØ-öø-ɏɓɔɖɗəɛɣɨɯɲʉʋʻ\u0300-\u036fḀ-ỿ`;
const ascii = `[a-z0-9${accents}]`;
const bareLabel = `${ascii}(?:[a-z0-9${accents}-]*${ascii})?`;

// With a scheme before it a domain may be written in any letters.
const any = String.raw`[^\s!'#%&()*+,\\\-.\/:;<=>?@\[\]^_\{\|\}~$\ufeff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]`;
const label = String.raw`${any}(?:(?:${any}|[_\-])*${any})?`;

// By their first letter, so that few are tried where a text has many dots.
const initials = [...new Set(topLevelDomains.map((name) => name.charAt(0)))];
const known = initials.map((initial) => {
  const names = topLevelDomains.filter((name) => name.startsWith(initial));
  return `${initial}(?:${names.map((name) => name.slice(1)).join('|')})`;
});
const ending = `(?:${known.join('|')}|xn--[a-z0-9-]+)(?![a-z0-9@+-])`;

const inPath = String.raw`[a-zЀ-ӿ0-9!*';:=+,.$\/%#\[\]\-–_~@\|&${accents}]`;
const inParentheses = String.raw`\((?:${inPath}+|${inPath}*\(${inPath}+\)${inPath}*)\)`;
const pathEnd = String.raw`(?:[a-zЀ-ӿ0-9+\-=_#\/${accents}]|${inParentheses})`;
const path = String.raw`\/(?:(?:${inPath}|${inParentheses})*${pathEnd})?`;
const query = String.raw`\?[a-z0-9!?*'@\(\);:&=+$\/%#\[\]\-_.,~\|]*[a-z0-9\-_&=#\/]`;

const whole = `https?://(?:${label}\\.)+${ending}(?::\\d+)?(?:${path})?(?:${query})?`;
// Without a scheme a query belongs to it after a path only.
const bare = `(?:${bareLabel}\\.)+${ending}(?:(?::\\d+)?${path}(?:${query})?)?`;

/** Finds every link of a text whose letters are composed (NFC). */
export const links = new RegExp(
  `(?<![a-z0-9@＠$#＃])${whole}|(?<![a-z0-9@＠$#＃_./${accents}-])${bare}`,
  'giu',
);
