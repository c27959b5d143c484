// Lines of many posts: each is held to the contract, then to everything that is asked of one post, and to each other.
import type { Knex } from 'knex';
import { AppError, type ErrorDetail } from '../../foundation/errors';
import { checkNewPosts } from '../../models/studio/check-new-post';
import type { CheckedPost, NewPost, PostContext } from '../../models/studio/new-post';
import type { PostCreate } from '../../openapi/generated/types';
import { schemaFindings } from '../schema-check';
import { findingsInBody, newPost } from './accept-post';
import type { BulkLine } from './bulk-file';

/** A line, and the post that it is when nothing is wrong with it. */
export interface JudgedLine {
  line: number;
  checked: CheckedPost | undefined;
  errors: ErrorDetail[];
}

/** Whose posts they are, and in which zone they think. */
export interface Author {
  id: string;
  timezone: string;
}

/** Says of each line what is wrong with it; in order. */
export async function judgeLines(
  database: Knex,
  lines: BulkLine[],
  { author, context }: { author: Author; context: PostContext },
): Promise<JudgedLine[]> {
  const read = lines.map(({ body }) => readLine(body, author));
  const posts = read.flatMap(({ post }) => post ?? []);
  const checked = await checkNewPosts(database, posts, context);
  const ofPost = new Map(posts.map((post, index) => [post, checked[index]]));
  const known = new Map<string, number>();
  return lines.map(({ line, body }, index) => {
    const { post, errors } = read[index] ?? {};
    const found = post && ofPost.get(post);
    if (!found) return { line, checked: undefined, errors: errors ?? [] };
    const twin = found.findings.length === 0 ? twinOf(found, known, line) : [];
    const findings = findingsInBody(found.findings, body as PostCreate);
    return { line, checked: found, errors: [...findings, ...twin] };
  });
}

function readLine(
  body: BulkLine['body'],
  author: Author,
): { post?: NewPost; errors?: ErrorDetail[] } {
  if (body === undefined) {
    const detail = 'has more cells than the first line has columns';
    return { errors: [{ pointer: '', code: 'columns', detail }] };
  }
  const errors = schemaFindings('PostCreate', body);
  if (errors.length > 0) return { errors };
  try {
    return { post: { ...newPost(body as PostCreate, author.timezone), owner_id: author.id } };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { errors: error.errors };
  }
}

/** The same post for the same account and time as on an earlier line was hardly meant. */
function twinOf(
  { post, accounts }: CheckedPost,
  known: Map<string, number>,
  line: number,
): ErrorDetail[] {
  const { caption, hashtags, link, image_ids, scheduled_time } = post;
  return accounts.flatMap(({ id }, index) => {
    const own = post.targets[index];
    const words = [own?.caption ?? caption, own?.hashtags ?? hashtags];
    const options = Object.entries(own?.options ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
    const key = JSON.stringify([id, scheduled_time, words, link, image_ids, options]);
    const first = known.get(key);
    known.set(key, first ?? line);
    if (first === undefined) return [];
    const detail = `says the same as line ${first}`;
    return [{ pointer: own?.pointer ?? '', code: 'duplicate_line', detail }];
  });
}
