// The Content Posting API of TikTok: https://developers.tiktok.com/doc/content-posting-api-reference-photo-post
import { randomUUID } from 'node:crypto';
import { formOf, jsonOf, ok, PlatformServer } from './platform-server';
import type { Asked, LiveOnFake, Outcome, Reply, Route } from './platform-server';

interface Wish {
  media_type: string;
  post_mode: string;
  post_info: { description?: string; privacy_level: string; disable_comment?: boolean };
  source_info: { source: string; photo_images: string[] };
}

interface Attempt {
  publish_id: string;
  post_id: string;
  wish: Wish;
  /** How often it will still say that it is working on it. */
  busy: number;
  fail_reason: string | null;
}

export class TiktokServer extends PlatformServer {
  readonly attempts: Attempt[] = [];
  readonly tokens = new Set<string>();
  privacyLevels = ['PUBLIC_TO_EVERYONE', 'MUTUAL_FOLLOW_FRIENDS', 'SELF_ONLY'];
  commentDisabled = false;
  /** Whether the creator has posted as often as is allowed in a day: said with a status of success. */
  postsUsedUp = false;
  /** How many times an attempt that was just made answers PROCESSING_DOWNLOAD. */
  busyRounds = 0;
  /** Why attempts fail; null when they do not. */
  failReason: string | null = null;
  /** Whether moderation is over, after which posts have an id. */
  moderated = true;
  private readonly codes = new Set<string>();
  private readonly refreshTokens = new Set<string>();
  private count = 7_512_345_678_901_234_500n;

  protected readonly routes: readonly Route[] = [
    { method: 'POST', path: /^\/v2\/oauth\/token\/$/, answer: (asked) => this.grant(asked) },
    { method: 'POST', path: /^\/v2\/oauth\/revoke\/$/, answer: (asked) => this.takeBack(asked) },
    this.own('GET', /^\/v2\/user\/info\/$/, () =>
      done({ user: { open_id: '-000_anna', display_name: 'Anna' } }),
    ),
    this.own('POST', /^\/v2\/post\/publish\/creator_info\/query\/$/, () => this.creator()),
    this.own('POST', /^\/v2\/post\/publish\/content\/init\/$/, (asked) => this.init(asked)),
    this.own('POST', /^\/v2\/post\/publish\/status\/fetch\/$/, (asked) => this.status(asked)),
    this.own('POST', /^\/v2\/video\/query\/$/, (asked) => this.query(asked)),
  ];

  consent(url: string): { code: string } {
    if (!new URL(url).searchParams.get('client_key')) throw new Error('Who asks?');
    const code = `${randomUUID()}*1!4`;
    this.codes.add(code);
    return { code };
  }

  live(): LiveOnFake[] {
    const published = this.attempts.filter(({ fail_reason, busy }) => !fail_reason && busy <= 0);
    return published.map(({ post_id: id, wish }) => {
      const { description: text = '' } = wish.post_info;
      return { id, text, media: wish.source_info.photo_images.length, alt_texts: [] };
    });
  }

  revoke(): void {
    this.tokens.clear();
    this.refreshTokens.clear();
  }

  protected refusal(): Reply {
    return failed(403, 'spam_risk_user_banned_from_posting', 'The user is banned from posting.');
  }

  protected limit(): Reply {
    return failed(429, 'rate_limit_exceeded', 'The API rate limit was exceeded.');
  }

  private own(method: string, path: RegExp, answer: Route['answer']): Route {
    const invalid = failed(401, 'access_token_invalid', 'The access token is invalid.');
    const checked: Route['answer'] = (asked, ...rest) =>
      this.tokens.has(asked.token) ? answer(asked, ...rest) : invalid;
    return { method, path, answer: checked };
  }

  /** Failures come with the status of success. */
  private grant(asked: Asked): Reply {
    const { client_key, client_secret, grant_type, code = '', refresh_token = '' } = formOf(asked);
    const log_id = '202611220000';
    if (client_key !== 'app' || client_secret !== 'app-secret') {
      return ok({ error: 'invalid_client', error_description: 'Client key is wrong.', log_id });
    }
    const fresh = grant_type === 'refresh_token';
    const known = fresh ? this.refreshTokens.delete(refresh_token) : this.codes.delete(code);
    if (!known) {
      const error_description = fresh ? 'Refresh token is invalid.' : 'Code is expired.';
      return ok({ error: 'invalid_grant', error_description, log_id });
    }
    const [access_token, next] = [`act.${randomUUID()}`, `rft.${randomUUID()}`];
    this.tokens.add(access_token);
    this.refreshTokens.add(next);
    return ok({
      ...{ access_token, expires_in: 7_200, refresh_token: next, refresh_expires_in: 15_552_000 },
      ...{ open_id: '-000_anna', scope: 'user.info.basic,video.publish', token_type: 'Bearer' },
    });
  }

  private takeBack(asked: Asked): Reply {
    const { client_key, client_secret, token = '' } = formOf(asked);
    if (client_key === 'app' && client_secret === 'app-secret') this.tokens.delete(token);
    return ok({});
  }

  private creator(): Reply {
    if (this.postsUsedUp)
      return failed(200, 'spam_risk_too_many_posts', 'The daily cap is reached.');
    return done({
      creator_username: 'anna.orchard',
      creator_nickname: 'Anna',
      privacy_level_options: this.privacyLevels,
      comment_disabled: this.commentDisabled,
      duet_disabled: false,
      stitch_disabled: true,
      max_video_post_duration_sec: 300,
    });
  }

  private init(asked: Asked): Outcome {
    const wish = jsonOf<Wish>(asked);
    const { photo_images } = wish.source_info;
    if (!this.privacyLevels.includes(wish.post_info.privacy_level)) {
      return failed(403, 'privacy_level_option_mismatch', 'The privacy level is not offered.');
    }
    if (!photo_images.every((url) => url.startsWith('https://'))) {
      return failed(403, 'url_ownership_unverified', 'Verify the ownership of the URL prefix.');
    }
    return this.publish(() => {
      const publish_id = `p_pub_url~v2.${randomUUID()}`;
      const [busy, fail_reason] = [this.busyRounds, this.failReason];
      const post_id = String((this.count += 1n));
      this.attempts.push({ publish_id, post_id, wish, busy, fail_reason });
      return done({ publish_id });
    });
  }

  private status(asked: Asked): Reply {
    const { publish_id } = jsonOf<{ publish_id: string }>(asked);
    const attempt = this.attempts.find((one) => one.publish_id === publish_id);
    if (!attempt) return failed(400, 'invalid_publish_id', 'The publish_id does not exist.');
    if ((attempt.busy -= 1) >= 0) return done({ status: 'PROCESSING_DOWNLOAD' });
    const { fail_reason } = attempt;
    if (fail_reason !== null) return done({ status: 'FAILED', fail_reason });
    // A number, longer than JavaScript can hold.
    const id = this.moderated ? `,"publicaly_available_post_id":[${attempt.post_id}]` : '';
    const body = `{"data":{"status":"PUBLISH_COMPLETE"${id}},"error":{"code":"ok","message":""}}`;
    return { status: 200, body, headers: { 'content-type': 'application/json' } };
  }

  private query(asked: Asked): Reply {
    const { filters } = jsonOf<{ filters: { video_ids: string[] } }>(asked);
    const found = this.attempts.filter(({ post_id }) => filters.video_ids.includes(post_id));
    const figures = { like_count: 12, comment_count: 3, share_count: 2, view_count: 240 };
    return done({ videos: found.map(({ post_id: id }) => ({ id, ...figures })) });
  }
}

function done(data: object): Reply {
  return ok({ data, error: { code: 'ok', message: '', log_id: '202611220001' } });
}

function failed(status: number, code: string, message: string): Reply {
  return { status, body: { data: {}, error: { code, message, log_id: '202611220002' } } };
}
