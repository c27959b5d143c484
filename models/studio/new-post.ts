import type { Knex } from 'knex';
import type { ErrorDetail } from '../../foundation/errors';
import type { PostPicture } from './post-content';

/** For whom, and with which words of its own. Exactly one of `account_id` and `platform` is given. */
export interface TargetWish {
  account_id?: string;
  /** The only connected account on it. */
  platform?: string;
  caption?: string | null;
  hashtags?: string[] | null;
  options?: Record<string, unknown>;
  /** JSON pointer to where the request names it. */
  pointer: string;
}

/** Who has to agree before it is published. */
export interface ApprovalWish {
  reviewer_id?: string;
  needed?: number;
  due_at?: Date;
}

/** A post as somebody wants it. */
export interface NewPost {
  owner_id: string;
  caption: string;
  hashtags: string[];
  link: string | null;
  /** Null for a draft. */
  scheduled_time: Date | null;
  timezone: string;
  image_ids: string[];
  targets: TargetWish[];
  approval?: ApprovalWish | null;
  schedule_id?: string;
  slot_at?: Date;
  /** Makes the words, in which these values stand for its variables. */
  template_id?: string;
  variables?: Record<string, string>;
}

/** What there is to know of a post for one account without asking anybody. */
export interface PostFacts {
  text: string;
  link: string | null;
  /** The platform's own options. */
  options?: Readonly<Record<string, unknown>>;
  media: Pick<PostPicture, 'media_type' | 'width' | 'height' | 'size_bytes' | 'alt_text'>[];
}

/** The platforms of this deployment, as far as scheduling asks them. */
export interface PostRules {
  /** Whether there is such a platform. */
  knows(platform: string): boolean;
  /** Whether it deletes live posts on request. */
  removes(platform: string): boolean;
  /** What the platform would refuse, each with its code and words; `limits` are those of the account's own server. */
  refusals(
    platform: string,
    facts: PostFacts,
    limits?: TargetAccount['server_limits'],
  ): { code: string; detail: string }[];
}

/** What verbs of posts stand on. */
export interface PostContext {
  rules: PostRules;
  now: Date;
}

/** An account that may be published to, as far as a post needs to know it. */
export interface TargetAccount {
  id: string;
  owner_id: string;
  platform: string;
  username: string;
  state: string;
  /** What its server takes, where servers set limits of their own. */
  server_limits: Record<string, unknown> | null;
}

/** What a post names, as it was found; `findings` say why it cannot be had. */
export interface CheckedPost {
  post: NewPost;
  accounts: TargetAccount[];
  pictures: Map<string, PostPicture>;
  findings: ErrorDetail[];
}

/** The accounts of owners, those that are being removed left out. */
export async function accountsOf(database: Knex, ownerIds: string[]): Promise<TargetAccount[]> {
  return await database('social_accounts')
    .whereIn('owner_id', ownerIds)
    .whereIn('state', ['connected', 'disconnected'])
    .orderBy('id')
    .select<TargetAccount[]>([
      ...['id', 'owner_id', 'platform', 'username', 'state', 'server_limits'],
    ]);
}
