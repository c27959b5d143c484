// The words by which others speak to the workflows of this domain.

export interface MeasurePostInput {
  target_id: string;
}

/** The id of the workflow that asks how one target of a post fares. */
export function measureWorkflowId(targetId: string): string {
  return `measure:${targetId}`;
}

export interface MeasureActivities {
  /**
   * Asks the platform how the target fares, if its turn has come at `now`, an ISO 8601 instant. A repeat measures a turn
   * once.
   * @returns the instant of the next turn; null when there is none
   */
  takeMeasure(input: { target_id: string; now: string }): Promise<string | null>;
}

/** The queue of calls to providers of pictures: they take minutes, and only so many are made at a time. */
export const imageQueue = 'images';

export interface GenerateImageInput {
  image_id: string;
}

/** The id of the workflow that has one picture made. */
export function studioImageWorkflowId(imageId: string): string {
  return `studio-image:${imageId}`;
}

/** What is next for a picture: a call, or a wait until an ISO 8601 instant; null when nothing is left to do. */
export type ImageStep = { attempt_id: string; until: null } | { until: string } | null;

/** What `generateImage` needs done in the database and the store; each of these may be repeated. */
export interface ImageGenerationActivities {
  /**
   * Writes the next attempt down, once moderation and budget allow it, or says why there is none. `claim` names the
   * asker, so that a repeat finds its own attempt.
   */
  beginImageAttempt(input: { image_id: string; claim: string; now: string }): Promise<ImageStep>;
  /** Looks for what an attempt left that nobody answered for: the picture is kept, or its outcome is unknown. */
  concludeImageAttempt(input: { attempt_id: string; now: string }): Promise<void>;
}

/** The call that costs money: it runs once per attempt and writes its outcome down before it returns. */
export interface ImageCallActivities {
  makeImage(input: { attempt_id: string; now: string }): Promise<void>;
}

export interface RefreshTokenInput {
  account_id: string;
}

/** The id of the workflow that keeps the tokens of one account alive. */
export function refreshTokenWorkflowId(accountId: string): string {
  return `refresh-token:${accountId}`;
}

export interface AccountActivities {
  /**
   * Renews the tokens if they are due at `now`, an ISO 8601 instant, or removes the account if it is to be removed.
   * @returns the next instant at which something is due; null when nothing is any more
   */
  tendAccount(input: { account_id: string; now: string }): Promise<string | null>;
}

/** The queue of workflows that publish, and of their calls: no other work holds them up. */
export const publishingQueue = 'publishing';

/** The queue of what is made of posts before they are due: a platform may take minutes for it. */
export const preparingQueue = 'preparing';

/** How long before its time a post is checked, and what can be made beforehand is made, in milliseconds. */
export const preparedBeforeMs = 120_000;

export interface PublishPostInput {
  target_id: string;
}

/** The id of the workflow that publishes one post for one account. */
export function publishWorkflowId(targetId: string): string {
  return `publish:${targetId}`;
}

/** What is next for a target: a part of the work, at once or at the ISO 8601 instant `until`; null when nothing is. */
export type PublishStep = {
  part: 'prepare' | 'publish' | 'verify' | 'remove';
  until: string | null;
} | null;

type PublishWork = (input: PublishPostInput & { now: string }) => Promise<PublishStep>;

/** What `publishPost` needs done; each of these may be repeated, and says what is next whatever the row has become. */
export interface PostActivities {
  /** Asks the platform what it would refuse, and makes what nobody sees yet, unless it is too early. */
  preparePost: PublishWork;
  /** Asks the platform what became of an attempt whose outcome nobody knows. */
  verifyPost: PublishWork;
  /** Deletes the live post. */
  removePost: PublishWork;
}

/** The irreversible part, which runs once per attempt: the ledger's row, the call, and what became of it. */
export interface PostPublishingActivities {
  finalizePost(input: PublishPostInput & { claim: string; now: string }): Promise<PublishStep>;
}
