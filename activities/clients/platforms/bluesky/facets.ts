// Links, mentions and hashtags are not read from the text: a post says where they are, in bytes of UTF-8:
// https://docs.bsky.app/docs/advanced-guides/post-richtext

/** What stands at some bytes of a text. */
export interface Facet {
  index: { byteStart: number; byteEnd: number };
  features: [
    | { $type: 'app.bsky.richtext.facet#link'; uri: string }
    | { $type: 'app.bsky.richtext.facet#mention'; did: string }
    | { $type: 'app.bsky.richtext.facet#tag'; tag: string },
  ];
}

/** The DID of a handle; null when nobody has it. */
export type ResolveHandle = (handle: string) => Promise<string | null>;

const links = /(?<=^|[\s(])https?:\/\/[^\s<>"]+/giu;
const mentions =
  /(?<=^|[\s(])@([a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+)/giu;
const tags =
  /(?<=^|\s)[#＃](?!\ufe0f)[^\s\u00ad\u2060\u200b-\u200d]*[^\d\s\p{P}\u00ad\u2060\u200b-\u200d][^\s\u00ad\u2060\u200b-\u200d]*/gu;
const tagGraphemes = 64;

/** Everything in a text that can be followed, in its order. A name that nobody has stays plain text. */
export async function facetsOf(text: string, resolve: ResolveHandle): Promise<Facet[]> {
  const facets: Facet[] = [];
  for (const { 0: found, index } of text.matchAll(links)) {
    const uri = withoutEnd(found);
    if (!URL.canParse(uri)) continue;
    const feature = { $type: 'app.bsky.richtext.facet#link' as const, uri };
    facets.push({ index: bytesAt(text, index, uri), features: [feature] });
  }
  for (const { 0: found, 1: handle = '', index } of text.matchAll(mentions)) {
    const did = await resolve(handle.toLowerCase());
    if (did === null) continue;
    const feature = { $type: 'app.bsky.richtext.facet#mention' as const, did };
    facets.push({ index: bytesAt(text, index, found), features: [feature] });
  }
  for (const { 0: found, index } of text.matchAll(tags)) {
    const whole = found.replace(/\p{P}+$/u, '');
    const tag = whole.slice(1);
    if (tag === '' || [...tag].length > tagGraphemes) continue;
    const feature = { $type: 'app.bsky.richtext.facet#tag' as const, tag };
    facets.push({ index: bytesAt(text, index, whole), features: [feature] });
  }
  return facets.sort((one, other) => one.index.byteStart - other.index.byteStart);
}

/** A link without what ends the sentence around it. */
function withoutEnd(link: string): string {
  const bare = link.replace(/[.,;:!?'"’”]+$/u, '');
  return bare.endsWith(')') && !bare.includes('(') ? withoutEnd(bare.slice(0, -1)) : bare;
}

function bytesAt(text: string, start: number, part: string): Facet['index'] {
  const byteStart = Buffer.byteLength(text.slice(0, start));
  return { byteStart, byteEnd: byteStart + Buffer.byteLength(part) };
}
