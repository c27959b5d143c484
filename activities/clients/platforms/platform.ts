// What a social platform has to offer. A platform is one folder beside this file and one line in platforms.ts; nothing
// else of the product knows its name.
//
// Publishing is told apart by what a repeat would do. `preflight`, `prepare`, `verify`, `measure` are safe to repeat:
// they read, or make what nobody sees. `finalize` is the one irreversible call. Once it may have gone through, only
// `verify` is asked, until it knows.
import type { PlatformErrorFacts } from './platform-error';
import type { PlatformRules } from './rules';

/** An account with its tokens opened, for the length of one activity. Never logged, never in a workflow. */
export interface AccountSession {
  account_id: string;
  /** The platform's own id of the account. */
  external_id: string;
  username: string;
  /** The server, where accounts live on servers of their own (Mastodon, a Bluesky PDS). */
  server_url: string | null;
  access_token: string;
  /** What the platform told of the account when it was connected, such as the id of its page. */
  details: Readonly<Record<string, unknown>>;
}

/** A picture as it will be published, already cropped and converted to what the platform takes. */
export interface PostMedia {
  /** Hexadecimal SHA-256 of the bytes. */
  sha256: string;
  media_type: 'image/jpeg' | 'image/png' | 'image/webp';
  width: number;
  height: number;
  size_bytes: number;
  alt_text: string;
  bytes(): Promise<Buffer>;
  /** Where the platform can fetch it itself, for at least an hour; null where no such address exists. */
  public_url: string | null;
}

/** One post for one account, its texts expanded. */
export interface PreparedPost {
  /** Caption and hashtags, as people will read them. */
  text: string;
  link: string | null;
  media: PostMedia[];
  /** The platform's own options, as its rules describe them. */
  options: Readonly<Record<string, unknown>>;
  /** Chosen by us, the same for every try at one attempt: an idempotency key, or the record's key where the platform lets us choose. */
  record_name: string;
}

/** What the platform holds that nobody sees yet: JSON that `finalize` and `verify` are given back. */
export type Container = Readonly<Record<string, unknown>>;

export interface Prepared {
  container: Container;
  /** Seconds until it is worth asking again; null when the container can be published now. */
  ask_again_in: number | null;
}

/** The post, as the platform knows it. */
export interface LivePost {
  external_id: string;
  permalink: string | null;
}

/** An attempt that is asked about, with the container that it was made with. */
export interface AskedAttempt {
  container: Container;
  /** When `finalize` was called. */
  started_at: Date;
  /** When it was called first under this name, where it was before: the post that is found may be of then. */
  first_at?: Date;
  now: Date;
}

/**
 * `unknown`: the platform cannot tell yet, or cannot be asked. `absent` is said only when a second try cannot double the
 * post; with `facts` where the platform told why it did not publish, which decide what follows as those of `finalize` do.
 */
export type Verdict =
  | ({ state: 'live' } & LivePost)
  | { state: 'absent'; facts?: PlatformErrorFacts }
  | { state: 'unknown'; ask_again_in: number };

/** Something that publishing would founder on, or that its owner should know. */
export interface Finding {
  /** A word of the contract, such as `caption_too_long`. */
  code: string;
  severity: 'error' | 'warning';
  /** Plain words, without secrets. */
  detail: string;
  /** What Relais can do about it by itself, such as `crop`, `convert`, `shorten`. */
  fix: string | null;
  /** How much there is, and how much the platform takes, where that is a number. */
  count?: number;
  max?: number;
  /** Which picture it is about, counted from 0. */
  media?: number;
}

export interface PostMetrics {
  likes: number | null;
  comments: number | null;
  shares: number | null;
  reach: number | null;
  impressions: number | null;
}

export interface Tokens {
  access_token: string;
  /** Null: the platform gave none, and one that is stored stays. */
  refresh_token: string | null;
  /** Seconds that the access token lives from now; null when it does not end. */
  expires_in: number | null;
  scopes: string[];
}

/** What an account's server takes, where servers set limits of their own: data that only the platform reads. */
export type ServerLimits = Readonly<Record<string, unknown>>;

/** An account as the platform describes it once somebody allowed us in. */
export interface ConnectedAccount {
  external_id: string;
  username: string;
  display_name: string;
  server_url: string | null;
  details: Record<string, unknown>;
  server_limits?: ServerLimits;
  tokens: Tokens;
}

/** OAuth 2 (RFC 6749, 7636): a person is sent away and comes back with a code. One code may open several accounts. */
export interface OAuthConnection {
  kind: 'oauth';
  /** Whether this deployment has an application of its own at the platform. */
  configured: boolean;
  /** Where to send the person. Platforms that register applications per server do that first, and keep what came of it in `details`. */
  authorize(request: {
    state: string;
    code_challenge: string;
    redirect_uri: string;
    server_url: string | null;
  }): Promise<{ url: string; details: Record<string, unknown> }>;
  exchange(answer: {
    code: string;
    code_verifier: string;
    redirect_uri: string;
    server_url: string | null;
    details: Readonly<Record<string, unknown>>;
  }): Promise<ConnectedAccount[]>;
}

/** Accounts that are opened by a name and a password made for applications; without any where there is nothing to prove. */
export interface PasswordConnection {
  kind: 'password';
  configured: boolean;
  open(given: {
    identifier: string;
    password: string;
    server_url: string | null;
  }): Promise<ConnectedAccount[]>;
}

export interface Platform {
  /** As in the contract and in rows: lower case, such as `bluesky`. */
  readonly name: string;
  readonly title: string;
  readonly rules: PlatformRules;
  /** Where servers set limits of their own: what a server says of them, and the rules that follow. Left out where there are none. */
  readonly limits?: {
    ask(session: AccountSession): Promise<ServerLimits>;
    rules(limits: ServerLimits): PlatformRules;
  };
  readonly connection: OAuthConnection | PasswordConnection;
  /** What only the platform knows now: quota left, whether the token still works. Reads only. */
  preflight(session: AccountSession, post: PreparedPost): Promise<Finding[]>;
  /** Makes the container, or asks how the given one is doing. */
  prepare(
    session: AccountSession,
    post: PreparedPost,
    container: Container | null,
    signal: AbortSignal,
  ): Promise<Prepared>;
  /**
   * The irreversible call, made once. A `PlatformError` of kind `unknown` means that it may have gone through, or that it
   * has and the platform has only named the attempt so far, in the error's `container`.
   */
  finalize(
    session: AccountSession,
    post: PreparedPost,
    container: Container,
    signal: AbortSignal,
  ): Promise<LivePost>;
  /** Asks whether an attempt went through, or an earlier one under its name. */
  verify(session: AccountSession, post: PreparedPost, attempt: AskedAttempt): Promise<Verdict>;
  /** Deletes the live post; null where the platform offers no such call. Deleting what is gone already is no error. */
  readonly remove: ((session: AccountSession, live: LivePost) => Promise<void>) | null;
  /** How the post fares; null where the platform tells nobody. */
  readonly measure: ((session: AccountSession, live: LivePost) => Promise<PostMetrics>) | null;
  /** New tokens for old; null where tokens cannot be refreshed. */
  readonly refresh:
    ((session: AccountSession & { refresh_token: string | null }) => Promise<Tokens>) | null;
  /** Ends the tokens of an account that was removed; left out where the platform has no such call. */
  readonly revoke?: (session: AccountSession & { refresh_token: string | null }) => Promise<void>;
}
