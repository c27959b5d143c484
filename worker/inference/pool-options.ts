import type { Classifier } from '../../activities/classification/classifier';
import type { Config } from '../../foundation/config';
import type { ModelInUse } from './messages';

/** The settings that the pool reads. */
export type InferencePoolConfig = Pick<
  Config,
  'inference' | 'storage' | 'secretKey' | 'modelsDir' | 'api'
>;

export interface InferencePoolOptions {
  /** Models that a member opens before it takes work. */
  warm?: ModelInUse[];
  /** Further environment of the members. */
  environment?: Record<string, string>;
  memberPath?: string;
  recycleAfterImages?: number;
  recycleAtBytes?: number;
  /** How long an image may be in a member before the member counts as hung. */
  hungAfterMs?: number;
}

export interface InferencePoolStats {
  members: {
    pid: number | undefined;
    state: string;
    in_flight: number;
    images: number;
    rss: number;
  }[];
  waiting: { interactive: number; batch: number };
  deaths: number;
}

/** What runs in front of the pool's members: it hands out keys and passes on results. */
export interface InferencePool extends Classifier {
  stats(): InferencePoolStats;
  /** Ends the members. What is still asked for fails with `InferenceUnavailable`. */
  close(): Promise<void>;
}
