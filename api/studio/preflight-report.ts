// What would become of a post: its own faults first, then those that each account or platform would find.
import { accountRules } from '../../activities/clients/platforms/account-rules';
import { checkPost, type MediaFacts } from '../../activities/clients/platforms/check-post';
import { planMedia } from '../../activities/clients/platforms/media-plan';
import type { Finding } from '../../activities/clients/platforms/platform';
import { mediaShape } from '../../activities/clients/platforms/post-rules';
import { type PlatformRules, wholeText } from '../../activities/clients/platforms/rules';
import { shortenCaption } from '../../activities/clients/platforms/shorten-text';
import { isPublicUrl } from '../../activities/clients/public-url';
import type { ErrorDetail } from '../../foundation/errors';
import { checkNewPosts } from '../../models/studio/check-new-post';
import type { CheckedPost, NewPost, TargetAccount, TargetWish } from '../../models/studio/new-post';
import type { PostPicture } from '../../models/studio/post-content';
import { postText } from '../../models/studio/post-text';
import {
  accountOutlooks,
  type AccountOutlook,
  findSameText,
} from '../../models/studio/preflight.queries';
import type {
  PostFinding,
  PostMediaPlan,
  PostPreflightReport,
  PostTargetPreflight,
} from '../../openapi/generated/types';
import type { Services } from '../services';
import { postContext } from './accept-post';

/** One account or platform of a post, as far as it was found. */
interface Target {
  wish: TargetWish;
  account: TargetAccount | undefined;
  outlook: AccountOutlook | undefined;
  /** What stands in the way of choosing the account. */
  findings: ErrorDetail[];
  /** Whether its platform could fetch the pictures. */
  is_public: boolean;
}

/** Looks at a post from all sides, and stores nothing. */
export async function preflightReport(
  services: Services,
  post: NewPost,
): Promise<PostPreflightReport> {
  const { database, clock } = services;
  const context = postContext(services);
  // Rules are held against each account below, with what can be mended; here is asked for the rest only.
  const structure = { ...context, rules: { ...context.rules, refusals: () => [] } };
  const apart = post.targets.map((target) => ({ ...post, targets: [target] }));
  const [whole, ...each] = await checkNewPosts(database, [post, ...apart], structure);
  if (!whole) throw new Error('Every post that is checked gets an answer');
  const ids = each.flatMap(({ accounts }) => accounts.map(({ id }) => id));
  const outlooks = await accountOutlooks(database, ids, clock.now());
  const is_public = await isStorePublic(services);
  const targets = post.targets.map((wish, index): Target => {
    const [account] = each[index]?.accounts ?? [];
    const findings = whole.findings.filter(({ pointer }) => pointer === wish.pointer);
    return { wish, account, outlook: outlooks.get(account?.id ?? ''), findings, is_public };
  });
  const reports = await Promise.all(targets.map((one) => targetReport(services, whole, one)));
  const pointers = new Set(post.targets.map(({ pointer }) => pointer));
  const general = whole.findings.filter(({ pointer = '' }) => !pointers.has(pointer)).map(asError);
  return {
    is_publishable: general.length === 0 && reports.every((report) => report.is_publishable),
    findings: general,
    targets: reports,
  };
}

async function targetReport(
  services: Services,
  { post, pictures }: CheckedPost,
  target: Target,
): Promise<PostTargetPreflight> {
  const { wish, account, is_public } = target;
  const platform = account?.platform ?? wish.platform ?? null;
  const rules = rulesOf(services, platform, account);
  const shown = post.image_ids.flatMap((id) => pictures.get(id) ?? []);
  const text = postText(post, wish);
  const findings = [
    ...target.findings.map(asError),
    ...(rules
      ? ruleFindings(rules, { post, wish, text, media: mediaFacts(shown, is_public) })
      : []),
    ...(await accountFindings(services, target, { text, due_at: post.scheduled_time })),
  ];
  const words = { link: post.link, media: post.image_ids, options: wish.options ?? {} };
  const counted = (written: string): string =>
    rules ? wholeText(rules, { ...words, text: written }) : written;
  const expand = (caption: string): string => counted(postText(post, { ...wish, caption }));
  const isLong = findings.some(({ code }) => code === 'caption_too_long');
  return {
    ...{ pointer: wish.pointer, platform, text },
    ...{ account_id: account?.id ?? null, username: account?.username ?? null },
    is_publishable: findings.every(({ severity }) => severity !== 'error'),
    text_length: rules?.text.count(counted(text)) ?? null,
    text_max: rules?.text.max ?? null,
    suggested_caption:
      rules && isLong ? shortenCaption(rules, wish.caption ?? post.caption, expand) : null,
    media: rules ? shown.map((picture) => mediaPlan(rules, picture)) : [],
    findings,
  };
}

/** What an account takes; of a platform without one, what it takes as a rule. */
function rulesOf(
  { platforms }: Services,
  name: string | null,
  account: TargetAccount | undefined,
): PlatformRules | undefined {
  const platform = platforms.get(name ?? '');
  return platform && accountRules(platform, account?.server_limits);
}

function ruleFindings(
  rules: PlatformRules,
  given: { post: NewPost; wish: TargetWish; text: string; media: MediaFacts[] },
): PostFinding[] {
  const { post, wish, text, media } = given;
  const found = checkPost(rules, { text, link: post.link, media, options: wish.options ?? {} });
  return found.map((finding) => asFinding(finding, wish.pointer));
}

function mediaFacts(shown: PostPicture[], is_public: boolean): MediaFacts[] {
  return shown.map((picture) => ({
    ...mediaShape(picture),
    ...{ alt_text: picture.alt_text, is_public },
  }));
}

/** Whether platforms can fetch pictures of this deployment, wherever they lie. */
async function isStorePublic({ objectStore }: Services): Promise<boolean> {
  const given = { expiresIn: 60, contentType: 'image/jpeg' };
  return isPublicUrl(await objectStore.signedGetUrl('studio/preflight', given));
}

function mediaPlan(rules: PlatformRules, picture: PostPicture): PostMediaPlan {
  return { image_id: picture.image_id, ...planMedia(mediaShape(picture), rules.media) };
}

/** What its tokens, its limits and its earlier posts have to say. */
async function accountFindings(
  { database, clock, platforms }: Services,
  { wish, outlook }: Target,
  { text, due_at }: { text: string; due_at: Date | null },
): Promise<PostFinding[]> {
  if (!outlook) return [];
  const { account, limited_until } = outlook;
  const now = clock.now();
  const at = due_at ?? now;
  const findings: Finding[] = [];
  const warn = (code: string, detail: string): unknown =>
    findings.push({ code, severity: 'warning', detail, fix: null });
  if (account.expires_at && account.expires_at <= at && !platforms.get(account.platform)?.refresh) {
    warn('token_ends', `Connect the account again before ${account.expires_at.toISOString()}.`);
  }
  if (limited_until && limited_until > at) {
    warn('publishing_limited', `The platform takes nothing until ${limited_until.toISOString()}.`);
  }
  const twin =
    text === '' ? undefined : await findSameText(database, { account_id: account.id, text }, now);
  if (twin) warn('duplicate_post', `The post ${twin} has the same text at this account.`);
  return findings.map((finding) => asFinding(finding, wish.pointer));
}

function asFinding(finding: Finding, pointer: string): PostFinding {
  const { code, severity, detail, fix, count = null, max = null, media = null } = finding;
  return {
    code,
    severity,
    detail,
    pointer,
    fix: fix as PostFinding['fix'],
    count,
    max,
    image: media,
  };
}

function asError({ code, detail, pointer = '' }: ErrorDetail): PostFinding {
  return asFinding({ code, severity: 'error', detail, fix: null }, pointer);
}
