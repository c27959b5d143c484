import type { Container } from './platform';

/**
 * What went wrong at a platform, told apart by what follows from it.
 * - `refused`: the platform will not have this post; trying again changes nothing.
 * - `later`: not now; the whole step may be tried again, after `retry_after` where it was said.
 * - `disconnected`: the account's tokens work no more (`invalid_grant`, a revoked token); its owner has to connect it again.
 * - `unknown`: no answer, or one that leaves open whether the call went through. After `finalize` only `verify` follows.
 */
export type PlatformErrorKind = 'refused' | 'later' | 'disconnected' | 'unknown';

export interface PlatformErrorFacts {
  kind: PlatformErrorKind;
  /** A word of the contract, such as `duplicate_post`. */
  code: string;
  /** HTTP status of the answer; null when there was none. */
  status: number | null;
  /** What the platform said, shortened, without tokens. */
  detail: string;
  /** Seconds to wait, and whether the limit is the application's or the account's. */
  retry_after?: number;
  scope?: 'application' | 'account';
  /** With `unknown`: what `verify` is given from now on, where the platform named the attempt only in its answer. */
  container?: Container;
}

export class PlatformError extends Error {
  constructor(readonly facts: PlatformErrorFacts) {
    super(`${facts.code}: ${facts.detail}`);
  }
}
