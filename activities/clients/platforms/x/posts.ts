// Posts of an account: https://docs.x.com/x-api/posts/create-posts, .../delete-post, .../get-post-by-id and
// https://docs.x.com/x-api/users/get-posts. There is no key that tells a repeat, so the timeline is asked.
import { z } from 'zod';
import { earliestOf, verdictOnUnseen } from '../attempt-age';
import type { PlatformHttp } from '../http';
import { unlessMissing } from '../http-failure';
import type {
  AccountSession,
  AskedAttempt,
  Container,
  LivePost,
  PostMetrics,
  PreparedPost,
  Verdict,
} from '../platform';
import { PlatformError } from '../platform-error';
import { created, metrics, type post as postAnswer, timeline } from './answers';
import { mediaOf } from './media';
import { replaceLinks } from './weighted-length';

/** A post is in the timeline at once, or nearly; so long after an attempt it would be there. */
const times = { settledSeconds: 90, askAgainSeconds: 30 };
const pages = { size: 100, most: 3 };

type Seen = z.infer<typeof postAnswer>;

interface Search {
  session: AccountSession;
  post: PreparedPost;
  attempt: AskedAttempt;
}

/** Publishes; a text that was just published is refused by X as a duplicate. */
export async function createPost(
  http: PlatformHttp,
  api: string,
  session: AccountSession,
  post: PreparedPost,
  { container, signal }: { container: Container; signal: AbortSignal },
): Promise<LivePost> {
  const media_ids = mediaOf(container).map(({ id }) => id);
  const { reply_settings, made_with_ai } = post.options;
  const { body } = await http({
    method: 'POST',
    url: `${api}/2/tweets`,
    token: session.access_token,
    body: {
      json: {
        ...(post.text !== '' && { text: post.text }),
        reply_settings,
        ...(media_ids.length > 0 && {
          media: { media_ids },
          made_with_ai: made_with_ai !== 'false',
        }),
      },
    },
    irreversible: true,
    signal,
    expects: created,
  });
  return livePost(session, body.data.id);
}

/** Whether the account's timeline shows a post with these very pictures, or without any with this very text. */
export async function findPost(http: PlatformHttp, api: string, search: Search): Promise<Verdict> {
  const { session, post, attempt } = search;
  const keys = mediaOf(attempt.container).map(({ media_key }) => media_key);
  const alike: Seen[] = [];
  let token: string | undefined;
  for (let page = 0; page < pages.most; page += 1) {
    const { data, meta } = await ownPosts(http, api, session, earliestOf(attempt), token);
    const found = data.find((seen) => isPost(seen, post, keys));
    if (found) return { state: 'live', ...livePost(session, found.id) };
    if (keys.length === 0) alike.push(...data.filter((seen) => isAlike(seen, post)));
    token = meta.next_token;
    if (token === undefined) return verdictOnAlike(search, alike);
  }
  return undecided;
}

const undecided: Verdict = { state: 'unknown', ask_again_in: times.askAgainSeconds * 4 };

/** What there is to say when the very post was not found: one that is like it may be it, one of several cannot be told. */
function verdictOnAlike({ session, attempt }: Search, [only, ...more]: Seen[]): Verdict {
  if (!only) return verdictOnUnseen(attempt, times);
  return more.length > 0 ? undecided : { state: 'live', ...livePost(session, only.id) };
}

async function ownPosts(
  http: PlatformHttp,
  api: string,
  { external_id, access_token }: AccountSession,
  since: Date,
  pagination_token: string | undefined,
): Promise<z.infer<typeof timeline>> {
  const { body } = await http({
    method: 'GET',
    url: `${api}/2/users/${external_id}/tweets`,
    query: {
      start_time: since.toISOString().replace(/\.\d+Z$/, 'Z'),
      max_results: pages.size,
      'tweet.fields': 'attachments,entities',
      pagination_token,
    },
    token: access_token,
    expects: timeline,
  });
  return body;
}

/** Pictures were uploaded for this post alone. */
function isPost(seen: Seen, post: PreparedPost, keys: string[]): boolean {
  const shown = seen.attachments?.media_keys ?? [];
  const [key] = keys;
  if (key !== undefined) return shown.includes(key);
  return shown.length === 0 && writtenText(seen, placeOf) === comparable(post.text, placeOf);
}

/** Whether the texts are equal but for links of which X does not tell where they lead. */
function isAlike(seen: Seen, post: PreparedPost): boolean {
  const links = seen.entities?.urls ?? [];
  const isTold = links.every(({ expanded_url }) => expanded_url !== undefined);
  if (isTold || seen.attachments?.media_keys?.length) return false;
  return writtenText(seen, () => linkSign) === comparable(post.text, () => linkSign);
}

/** Stands for a link, wherever it leads. */
const linkSign = '\u{1f517}';

/** Where a link leads, however it is written: X adds a scheme, and escapes letters. */
function placeOf(link: string): string {
  const address = /^https?:/i.test(link) ? link : `http://${link}`;
  if (!URL.canParse(address)) return link;
  const { host, pathname } = new URL(address);
  return `${host}${pathname.replace(/\/$/, '')}`;
}

function comparable(text: string, link: (link: string) => string): string {
  return replaceLinks(text, link).trim();
}

/** The text as it can be compared: X shortens links, composes letters, and escapes what HTML would read. */
function writtenText({ text, entities }: Seen, link: (link: string) => string): string {
  const plain = text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  const links = entities?.urls ?? [];
  const whole = links.reduce((rest, { url, expanded_url = url, media_key }) => {
    return rest.replaceAll(url, () => (media_key === undefined ? expanded_url : ''));
  }, plain);
  return comparable(whole, link);
}

/** Deletes the post; one that is gone already is no error. */
export async function deletePost(
  http: PlatformHttp,
  api: string,
  { access_token: token }: AccountSession,
  { external_id }: LivePost,
): Promise<void> {
  const url = `${api}/2/tweets/${external_id}`;
  await unlessMissing(http({ method: 'DELETE', url, token, expects: z.unknown() }));
}

/** How the post fares. X answers 200 for posts that are gone, too. */
export async function measurePost(
  http: PlatformHttp,
  api: string,
  { access_token: token }: AccountSession,
  { external_id }: LivePost,
): Promise<PostMetrics> {
  const url = `${api}/2/tweets/${external_id}`;
  const query = { 'tweet.fields': 'public_metrics' };
  const { body, status } = await http({ method: 'GET', url, query, token, expects: metrics });
  if (!body.data) {
    const detail = 'There is no such post any more.';
    throw new PlatformError({ kind: 'refused', code: 'not_found', status, detail });
  }
  const { public_metrics: told } = body.data;
  return {
    ...{ likes: told.like_count, comments: told.reply_count },
    shares: told.retweet_count + told.quote_count,
    reach: null,
    impressions: told.impression_count ?? null,
  };
}

function livePost({ username }: AccountSession, id: string): LivePost {
  return { external_id: id, permalink: `https://x.com/${username}/status/${id}` };
}
