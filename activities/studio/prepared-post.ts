import type { Logger } from '../../foundation/logging';
import type { Material } from '../../models/studio/plan-publishing';
import { postText } from '../../models/studio/post-text';
import type { ObjectStore } from '../clients/object-store';
import type { Container, PreparedPost } from '../clients/platforms/platform';
import { PlatformError, type PlatformErrorFacts } from '../clients/platforms/platform-error';
import type { CallProblem } from '../../models/studio/settle-target';
import {
  type AccountDependencies,
  type OpenAccount,
  type Purpose,
  withAccount,
} from './account-session';
import { openMedia, type StoredMedia } from './post-media';

export interface PostDependencies extends AccountDependencies {
  objectStore: ObjectStore;
  logger: Logger;
}

/**
 * What a target keeps from its preparation to the end, whatever its post is changed to meanwhile: the words, the pictures
 * as they were fitted, and what the platform made of them.
 */
export interface HeldContainer {
  /** The hash of the content that it was begun for. */
  hash: string;
  words: Pick<PreparedPost, 'text' | 'link' | 'options'>;
  media: StoredMedia[];
  /** Null until the platform was asked for the first time. */
  held: Container | null;
}

/** A container as its row has it. */
export function readContainer(row: Record<string, unknown>): HeldContainer {
  return row as unknown as HeldContainer;
}

/** The words of a target as its platform is given them. */
export function wordsOf({
  post,
  target,
}: Pick<Material, 'post' | 'target'>): HeldContainer['words'] {
  return { text: postText(post, target), link: post.link, options: target.options };
}

/** A post as a platform is given it. */
export async function preparedPost(
  store: ObjectStore,
  { words, media }: Pick<HeldContainer, 'words' | 'media'>,
  record_name: string,
): Promise<PreparedPost> {
  return { ...words, record_name, media: await openMedia(store, media) };
}

/** Does some work with the account of a target. */
export async function withAccountOf<T>(
  dependencies: PostDependencies,
  { target: { account_id } }: Pick<Material, 'target'>,
  now: Date,
  work: (opened: OpenAccount) => Promise<T>,
  purpose: Purpose = 'publish',
): Promise<T> {
  return await withAccount(dependencies, { account_id, now, purpose }, work);
}

const longestDetail = 300;

/** What a platform told of a failure, as it is kept. */
export function problemIn(facts: PlatformErrorFacts): CallProblem {
  const { kind, code, detail, status, retry_after, container } = facts;
  const kept = { kind, code, detail: detail.slice(0, longestDetail), status };
  return {
    ...kept,
    ...(retry_after !== undefined && { retry_after }),
    ...(container && { held: { ...container } }),
  };
}

/** A problem of any error: one that nobody foresaw is logged, and may pass. */
export function anyProblemOf(
  error: unknown,
  { logger }: Pick<PostDependencies, 'logger'>,
  step: { target_id: string; part: string },
): CallProblem {
  if (error instanceof PlatformError) return problemIn(error.facts);
  logger.error({ err: error, ...step }, 'a step of a post failed');
  return { kind: 'unknown', code: 'internal', detail: null, status: null };
}
