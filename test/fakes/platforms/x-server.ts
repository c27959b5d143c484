// X, as far as publishing needs it: https://docs.x.com/x-api/introduction
import { createHash, randomUUID } from 'node:crypto';
import { formOf, jsonOf, ok, partsOf, PlatformServer } from './platform-server';
import type { Asked, LiveOnFake, Outcome, Reply, Route } from './platform-server';

interface Media {
  id: string;
  media_key: string;
  alt_text: string;
}

export interface XPost {
  id: string;
  text: string;
  created_at: Date;
  media: Media[];
  wish: Wish;
}

interface Wish {
  text?: string;
  media?: { media_ids: string[] };
  reply_settings?: string;
  made_with_ai?: boolean;
}

interface Grant {
  access: string;
  refresh: string;
}

export class XServer extends PlatformServer {
  readonly clientId = 'relais-client';
  readonly clientSecret = 'the secret of the application';
  readonly posts: XPost[] = [];
  /** What `limited` says of the day, beside the fifteen minutes. */
  dailyLimit: 'app' | 'user' | null = null;
  /** Whether it tells where links lead. */
  tellsLinks = true;
  /** Whether timelines have caught up with what was posted. */
  listed = true;
  private readonly codes = new Map<string, { challenge: string; redirect: string }>();
  private grants: Grant[] = [];
  private readonly media = new Map<string, Media>();
  private count = 1_990_000_000_000_000;
  private readonly person = { id: '2244994945', name: 'Anna of the orchard', username: 'anna' };

  protected readonly routes: readonly Route[] = [
    { method: 'POST', path: /^\/2\/oauth2\/token$/, answer: (asked) => this.grant(asked) },
    { method: 'POST', path: /^\/2\/oauth2\/revoke$/, answer: (asked) => this.revokeOne(asked) },
    this.own('GET', /^\/2\/users\/me$/, () => ok({ data: this.person })),
    this.own('GET', /^\/2\/users\/(\d+)\/tweets$/, (asked, id) => this.list(asked, id)),
    this.own('POST', /^\/2\/media\/upload$/, (asked) => this.upload(asked)),
    this.own('POST', /^\/2\/media\/metadata$/, (asked) => this.describe(asked)),
    this.own('POST', /^\/2\/tweets$/, (asked) => this.post(asked)),
    this.own('GET', /^\/2\/tweets\/(\d+)$/, (_asked, id) => this.show(id)),
    this.own('DELETE', /^\/2\/tweets\/(\d+)$/, (_asked, id) => this.remove(id)),
  ];

  /** The person is sent to the page of X, agrees, and comes back with a code. */
  consent(url: string): { code: string } {
    const asked = new URL(url).searchParams;
    if (asked.get('client_id') !== this.clientId) throw new Error('An unknown application');
    const code = randomUUID();
    const challenge = asked.get('code_challenge') ?? '';
    this.codes.set(code, { challenge, redirect: asked.get('redirect_uri') ?? '' });
    return { code };
  }

  live(): LiveOnFake[] {
    return this.posts.map(({ id, text, media }) => {
      const alt_texts = media.map(({ alt_text }) => alt_text);
      return { id, text, media: media.length, alt_texts };
    });
  }

  revoke(): void {
    this.grants = [];
  }

  protected refusal(): Reply {
    return duplicate;
  }

  protected limit(): Reply {
    const reset = String(Math.ceil(Date.now() / 1000) + this.retryAfter);
    const names = [
      'x-rate-limit',
      ...(this.dailyLimit ? [`x-${this.dailyLimit}-limit-24hour`] : []),
    ];
    const headers = Object.fromEntries(
      names.flatMap((name) => [
        [`${name}-limit`, '100'],
        [`${name}-remaining`, '0'],
        [`${name}-reset`, reset],
      ]),
    );
    const body = { title: 'Too Many Requests', detail: 'Too Many Requests', status: 429 };
    return { status: 429, body: { ...body, type: 'about:blank' }, headers };
  }

  private own(method: string, path: RegExp, answer: Route['answer']): Route {
    const body = {
      title: 'Unauthorized',
      type: 'about:blank',
      status: 401,
      detail: 'Unauthorized',
    };
    return {
      ...{ method, path },
      answer: (asked, ...rest) =>
        this.grants.some(({ access }) => access === asked.token)
          ? answer(asked, ...rest)
          : { status: 401, body },
    };
  }

  private isApplication({ headers }: Asked): boolean {
    const [, given = ''] = /^Basic (.+)$/.exec(headers['authorization'] ?? '') ?? [];
    const [id, secret] = Buffer.from(given, 'base64').toString().split(':').map(decodeURIComponent);
    return id === this.clientId && secret === this.clientSecret;
  }

  private grant(asked: Asked): Reply {
    if (!this.isApplication(asked)) {
      const error_description = 'Missing valid authorization header';
      return { status: 401, body: { error: 'unauthorized_client', error_description } };
    }
    const {
      grant_type,
      code = '',
      code_verifier = '',
      redirect_uri,
      refresh_token,
    } = formOf(asked);
    const error_description = 'Value passed for the token was invalid.';
    const invalid = { status: 400, body: { error: 'invalid_request', error_description } };
    if (grant_type === 'refresh_token') {
      const at = this.grants.findIndex(({ refresh }) => refresh === refresh_token);
      if (at < 0) return invalid;
      this.grants.splice(at, 1);
      return this.tokens();
    }
    const given = this.codes.get(code);
    this.codes.delete(code);
    const challenge = createHash('sha256').update(code_verifier).digest('base64url');
    const fits = given?.challenge === challenge && given.redirect === redirect_uri;
    return fits ? this.tokens() : invalid;
  }

  private tokens(): Reply {
    const grant = { access: randomUUID(), refresh: randomUUID() };
    this.grants.push(grant);
    return ok({
      ...{ token_type: 'bearer', expires_in: 7200, access_token: grant.access },
      ...{
        refresh_token: grant.refresh,
        scope: 'tweet.read tweet.write users.read offline.access',
      },
    });
  }

  private revokeOne(asked: Asked): Reply {
    if (!this.isApplication(asked)) return { status: 401, body: { error: 'unauthorized_client' } };
    const { token } = formOf(asked);
    this.grants = this.grants.filter(
      ({ access, refresh }) => access !== token && refresh !== token,
    );
    return ok({ revoked: true });
  }

  private upload(asked: Asked): Reply {
    const parts = partsOf(asked);
    const valueOf = (name: string): Buffer | undefined =>
      parts.find((part) => part.name === name)?.bytes;
    const category = valueOf('media_category')?.toString();
    if (category !== 'tweet_image' || !valueOf('media')?.length) {
      return { status: 400, body: { title: 'Invalid Request', detail: 'media is missing' } };
    }
    const id = this.nextId();
    this.media.set(id, { id, media_key: `3_${id}`, alt_text: '' });
    return ok({ data: { id, media_key: `3_${id}`, expires_after_secs: 86_400 } });
  }

  private describe(asked: Asked): Reply {
    const wish = jsonOf<{ id: string; metadata: { alt_text: { text: string } } }>(asked);
    const media = this.media.get(wish.id);
    if (media) media.alt_text = wish.metadata.alt_text.text;
    return ok({ data: { id: wish.id } });
  }

  private post(asked: Asked): Outcome {
    return this.publish(() => {
      const wish = jsonOf<Wish>(asked);
      const media = (wish.media?.media_ids ?? []).flatMap((id) => this.media.get(id) ?? []);
      if (wish.text === '') return { status: 400, body: { title: 'Invalid Request' } };
      const text = wish.text ?? '';
      if (this.posts.some((post) => post.text === text)) return duplicate;
      const post = { id: this.nextId(), text, created_at: new Date(), media, wish };
      this.posts.push(post);
      return {
        status: 201,
        body: { data: { id: post.id, text, edit_history_tweet_ids: [post.id] } },
      };
    });
  }

  /** As X tells its posts again: links are shortened, pictures are links, and HTML is escaped. */
  private view({ id, text, media }: XPost): object {
    const links = [...text.matchAll(/https?:\/\/\S+/g)].map(([expanded_url], index) => ({
      ...{ url: `https://t.co/a${index}${id.slice(-6)}`, expanded_url },
    }));
    const pictures = media.map(({ media_key }) => ({
      ...{ url: `https://t.co/p${id.slice(-6)}`, media_key },
      expanded_url: `https://x.com/anna/status/${id}/photo/1`,
    }));
    const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    const short = links.reduce(
      (rest, { url, expanded_url = '' }) => rest.replace(expanded_url, url),
      escaped,
    );
    return {
      id,
      text: [short, ...pictures.slice(0, 1).map(({ url }) => url)].join(' '),
      entities: {
        urls: [...(this.tellsLinks ? links : links.map(({ url }) => ({ url }))), ...pictures],
      },
      ...(media.length > 0 && { attachments: { media_keys: media.map((one) => one.media_key) } }),
    };
  }

  private list({ url }: Asked, id?: string): Reply {
    if (id !== this.person.id) return { status: 404, body: { title: 'Not Found Error' } };
    const since = new Date(url.searchParams.get('start_time') ?? 0);
    const from = Number(url.searchParams.get('pagination_token') ?? 0);
    const until = from + Number(url.searchParams.get('max_results') ?? 10);
    const all = this.listed ? this.posts : [];
    const recent = all.filter(({ created_at }) => created_at >= since).toReversed();
    const data = recent.slice(from, until).map((post) => this.view(post));
    const next_token = until < recent.length ? String(until) : undefined;
    const meta = { result_count: data.length, next_token };
    return ok(data.length > 0 ? { data, meta } : { meta });
  }

  private show(id = ''): Reply {
    if (!this.posts.some((post) => post.id === id)) {
      return ok({
        errors: [{ title: 'Not Found Error', detail: `Could not find tweet [${id}].` }],
      });
    }
    const counts = { retweet_count: 2, reply_count: 1, like_count: 7, quote_count: 1 };
    return ok({
      data: { id, public_metrics: { ...counts, bookmark_count: 0, impression_count: 250 } },
    });
  }

  private remove(id = ''): Reply {
    const at = this.posts.findIndex((post) => post.id === id);
    if (at >= 0) this.posts.splice(at, 1);
    return at >= 0
      ? ok({ data: { deleted: true } })
      : { status: 404, body: { title: 'Not Found Error' } };
  }

  private nextId(): string {
    this.count += 1;
    return String(this.count);
  }
}

const duplicate: Reply = {
  status: 403,
  body: {
    detail: 'You are not allowed to create a Tweet with duplicate content.',
    ...{ type: 'about:blank', title: 'Forbidden', status: 403 },
  },
};
