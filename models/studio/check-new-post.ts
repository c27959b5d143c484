// What is wrong with posts that somebody wants, found before anything is written: every finding at once, each with the
// place in the request. The same checks serve one post, a file of thousands and a dry run.
import { setImmediate as breathe } from 'node:timers/promises';
import type { Knex } from 'knex';
import type { ErrorDetail } from '../../foundation/errors';
import { isTimeZone } from '../../foundation/local-time';
import { mayStillDecide } from '../operations/review-audience';
import { expandTemplates } from './expand-template';
import {
  accountsOf,
  type CheckedPost,
  type NewPost,
  type PostContext,
  type TargetAccount,
  type TargetWish,
} from './new-post';
import type { PostPicture } from './post-content';
import { postText } from './post-text';

/** Two years: who plans further ahead has mistyped. */
const furthestMs = 2 * 365 * 86_400_000;

type Asking = Pick<NewPost, 'owner_id' | 'approval'>;

/** Looks up what posts name, and says what is wrong with each; in order. */
export async function checkNewPosts(
  database: Knex,
  posts: NewPost[],
  context: PostContext,
): Promise<CheckedPost[]> {
  const owners = [...new Set(posts.map(({ owner_id }) => owner_id))];
  const accounts = await accountsOf(database, owners);
  const known = await findPictures(
    database,
    posts.flatMap(({ image_ids }) => image_ids),
  );
  const reviewers = await mayReview(database, posts);
  const expanded = await expandTemplates(database, posts, context.now);
  const checked: CheckedPost[] = [];
  for (const { post, findings: faults } of expanded) {
    // Thousands of long texts are counted: others are served in between.
    await breathe();
    const mine = accounts.filter(({ owner_id }) => owner_id === post.owner_id);
    const chosen = chooseAccounts(post.targets, mine, context);
    const pictures = ownedPictures(post, known);
    const findings = [
      ...faults,
      ...checkTime(post, context.now),
      ...checkPictures(post, pictures),
      ...chosen.findings,
      ...checkApproval(post, reviewers, context.now),
    ];
    const refused = findings.length > 0 ? [] : checkRules(post, chosen.accounts, pictures, context);
    checked.push({
      ...{ post, accounts: chosen.accounts, pictures },
      findings: [...findings, ...refused],
    });
  }
  return checked;
}

async function findPictures(database: Knex, ids: string[]): Promise<Map<string, PostPicture>> {
  const rows = await database('studio_images')
    .whereRaw('id = any(?::uuid[])', [[...new Set(ids)]])
    .select<PostPicture[]>([
      ...['id as image_id', 'owner_id', 'status', 'deleted_at', 'sha256', 'object_key'],
      ...['media_type', 'width', 'height', 'size_bytes', 'alt_text'],
    ]);
  const sized = rows.map((row) => ({ ...row, size_bytes: Number(row.size_bytes ?? 0) }));
  return new Map(sized.map((row) => [row.image_id, row]));
}

/** The pictures that a post names, those of others left out. */
function ownedPictures(
  { image_ids, owner_id }: NewPost,
  known: ReadonlyMap<string, PostPicture>,
): Map<string, PostPicture> {
  const named = image_ids.flatMap((id) => known.get(id) ?? []);
  const mine = named.filter((picture) => picture.owner_id === owner_id);
  return new Map(mine.map((picture) => [picture.image_id, picture]));
}

/** What is wrong with the time of a post. */
export function checkTime(
  { scheduled_time, timezone }: Pick<NewPost, 'scheduled_time' | 'timezone'>,
  now: Date,
): ErrorDetail[] {
  const pointer = '/scheduled_time';
  if (!isTimeZone(timezone)) {
    const detail = 'must be a zone of the IANA database, such as Europe/Paris';
    return [{ pointer: '/timezone', code: 'unknown_timezone', detail }];
  }
  if (!scheduled_time) return [];
  if (scheduled_time <= now) return [{ pointer, code: 'time_in_past', detail: 'must lie ahead' }];
  const isFar = scheduled_time.getTime() - now.getTime() > furthestMs;
  if (!isFar) return [];
  return [{ pointer, code: 'time_too_far', detail: 'must lie within two years' }];
}

/** What is wrong with the pictures of a post; pictures of others are not there. */
function checkPictures(
  { image_ids }: Pick<NewPost, 'image_ids'>,
  pictures: ReadonlyMap<string, PostPicture>,
): ErrorDetail[] {
  return image_ids.flatMap((id, index) => {
    const pointer = `/images/${index}`;
    const picture = pictures.get(id);
    if (!picture) {
      return [{ pointer, code: 'unknown_image', detail: 'There is no such picture of yours.' }];
    }
    if (picture.deleted_at) {
      return [{ pointer, code: 'image_deleted', detail: 'The picture is deleted.' }];
    }
    if (picture.status === 'validated') return [];
    const detail = `The picture is ${picture.status}; only validated ones are published.`;
    return [{ pointer, code: 'image_not_validated', detail }];
  });
}

/** The account of each target; findings where there is none. */
function chooseAccounts(
  targets: TargetWish[],
  accounts: TargetAccount[],
  { rules }: PostContext,
): { accounts: TargetAccount[]; findings: ErrorDetail[] } {
  const findings: ErrorDetail[] = [];
  const chosen: TargetAccount[] = [];
  if (targets.length === 0) {
    const detail = 'Name an account, or a platform on which you have one.';
    findings.push({ pointer: '', code: 'no_account', detail });
  }
  for (const wish of targets) {
    const found = chooseAccount(wish, accounts, rules.knows);
    if ('code' in found) findings.push({ pointer: wish.pointer, ...found });
    else if (chosen.includes(found)) {
      const detail = 'The account is named twice.';
      findings.push({ pointer: wish.pointer, code: 'duplicate_account', detail });
    } else chosen.push(found);
  }
  return { accounts: chosen, findings };
}

function chooseAccount(
  { account_id, platform = '' }: TargetWish,
  accounts: TargetAccount[],
  knows: (platform: string) => boolean,
): TargetAccount | { code: string; detail: string } {
  if (account_id === undefined && !knows(platform)) {
    return { code: 'unknown_platform', detail: `There is no platform ${platform} here.` };
  }
  const named = accounts.filter((account) =>
    account_id === undefined ? account.platform === platform : account.id === account_id,
  );
  const usable = named.filter(({ state }) => state === 'connected');
  const [account, another] = usable;
  if (another) {
    const detail = `You have several accounts on ${platform}; name the one that you mean.`;
    return { code: 'account_ambiguous', detail };
  }
  if (account && knows(account.platform)) return account;
  if (account) return { code: 'unknown_platform', detail: 'Its platform is not here any more.' };
  const detail = 'The account has to be connected again.';
  if (named.length > 0) return { code: 'account_disconnected', detail };
  return { code: 'unknown_account', detail: 'There is no such account of yours.' };
}

/** Who of the people that were asked for their approval may give it. */
export async function mayReview(database: Knex, posts: Asking[]): Promise<Set<string>> {
  const allowed = new Set<string>();
  for (const { owner_id, approval } of posts) {
    const id = approval?.reviewer_id;
    if (id === undefined || allowed.has(`${owner_id} ${id}`)) continue;
    if (await mayStillDecide(database, id, { owner_id })) allowed.add(`${owner_id} ${id}`);
  }
  return allowed;
}

/** What is wrong with the approval that a post asks for. */
export function checkApproval(
  { owner_id, approval }: Asking,
  allowed: ReadonlySet<string>,
  now: Date,
): ErrorDetail[] {
  const { reviewer_id: id, due_at } = approval ?? {};
  const isKnown = id === undefined || allowed.has(`${owner_id} ${id}`);
  const nobody = 'There is nobody with this id who may decide.';
  const unknown = { pointer: '/approval/reviewer_id', code: 'unknown_reviewer', detail: nobody };
  const past = { pointer: '/approval/due_at', code: 'time_in_past', detail: 'must lie ahead' };
  return [...(isKnown ? [] : [unknown]), ...(due_at && due_at <= now ? [past] : [])];
}

export function checkRules(
  post: NewPost,
  accounts: TargetAccount[],
  pictures: ReadonlyMap<string, PostPicture>,
  { rules }: PostContext,
): ErrorDetail[] {
  const media = post.image_ids.flatMap((id) => pictures.get(id) ?? []);
  return accounts.flatMap((account, index) => {
    const wish = post.targets[index];
    const options = wish?.options ?? {};
    const facts = { text: postText(post, wish), link: post.link, options, media };
    const { platform, username, server_limits } = account;
    return rules.refusals(platform, facts, server_limits).map(({ code, detail }) => ({
      ...{ pointer: wish?.pointer ?? '', code },
      detail: `${platform} (${username}): ${detail}`,
    }));
  });
}
