// Pages of Facebook, as far as publishing needs them: https://developers.facebook.com/docs/pages-api/posts
import { randomUUID } from 'node:crypto';
import { formOf, ok, partsOf, PlatformServer } from './platform-server';
import type { Asked, LiveOnFake, Outcome, Reply, Route } from './platform-server';
import { forHolders, graphError, graphTime, missing, tokenInvalid, tooMany } from './graph-replies';

interface Photo {
  id: string;
  alt_text: string;
}

interface Post {
  id: string;
  message: string;
  link: string | null;
  photos: Photo[];
  created: Date;
}

const version = String.raw`^\/v\d+\.0`;
const page = '104500000000001';
const unread = graphError(
  10,
  "(#10) This endpoint requires the 'pages_read_user_content' permission or the 'Page Public Content Access' feature.",
);

export class FacebookServer extends PlatformServer {
  readonly posts: Post[] = [];
  readonly photos = new Map<string, Photo>();
  readonly tokens = new Set<string>();
  /** Whether the person let the application read what people write on the page. */
  readable = true;
  /** Whether the application may still delete what is on the page. */
  deletable = true;
  /** What the person may do on the page. */
  tasks = ['ADVERTISE', 'ANALYZE', 'CREATE_CONTENT', 'MODERATE', 'MANAGE'];
  private readonly codes = new Map<string, string>();
  private count = 0;

  protected readonly routes: readonly Route[] = [
    {
      method: 'GET',
      path: new RegExp(`${version}/oauth/access_token$`),
      answer: (asked) => this.grant(asked),
    },
    this.own('GET', '/me/accounts$', (asked) => this.accounts(asked)),
    this.own('POST', `/${page}/photos$`, (asked) => this.upload(asked)),
    this.own('POST', `/${page}/feed$`, (asked) => this.post(asked)),
    this.own('GET', `/${page}/posts$`, (asked) => this.list(asked)),
    this.own('GET', `/${page}$`, () => ok({ id: page })),
    this.own('GET', '/(\\d+_\\d+)/insights$', (_asked, id) => this.insights(id)),
    this.own('GET', '/(\\d+_\\d+)$', (asked, id) => this.show(asked, id)),
    this.own('DELETE', '/(\\d+_\\d+)$', (_asked, id) => this.remove(id)),
  ];

  consent(url: string): { code: string } {
    const asked = new URL(url).searchParams;
    const code = randomUUID();
    this.codes.set(code, asked.get('redirect_uri') ?? '');
    return { code };
  }

  live(): LiveOnFake[] {
    return this.posts.map(({ id, message, photos }) => {
      return {
        id,
        text: message,
        media: photos.length,
        alt_texts: photos.map((one) => one.alt_text),
      };
    });
  }

  revoke(): void {
    this.tokens.clear();
  }

  protected refusal(): Reply {
    return graphError(100, 'Invalid parameter', { error_user_msg: 'This link is not allowed.' });
  }

  protected limit(): Reply {
    return tooMany(80001, this.retryAfter);
  }

  private own(method: string, path: string, answer: Route['answer']): Route {
    return {
      method,
      path: new RegExp(`${version}${path}`),
      answer: forHolders(this.tokens, answer),
    };
  }

  private grant({ url }: Asked): Reply {
    const asked = Object.fromEntries(url.searchParams);
    const known = asked['client_id'] === 'app' && asked['client_secret'] === 'app-secret';
    if (!known) return graphError(101, 'Error validating application.');
    if (asked['grant_type'] === 'fb_exchange_token') {
      if (!this.tokens.has(asked['fb_exchange_token'] ?? '')) return tokenInvalid;
    } else if (this.codes.get(asked['code'] ?? '') !== asked['redirect_uri']) {
      return graphError(100, 'This authorization code has been used.', { error_subcode: 36009 });
    }
    this.codes.delete(asked['code'] ?? '');
    return ok({ access_token: this.newToken(), token_type: 'bearer', expires_in: 5_183_944 });
  }

  private newToken(): string {
    const token = `EAAG${randomUUID()}`;
    this.tokens.add(token);
    return token;
  }

  /** Two pages of answers: on the first lies a page where this person may only look. */
  private accounts({ url }: Asked): Reply {
    const looked = { id: '104500000000002', name: 'Jam', tasks: ['ANALYZE'] };
    const access_token = this.newToken();
    if (url.searchParams.get('after') === null) {
      return ok({ data: [{ ...looked, access_token }], paging: { cursors: { after: 'MTA' } } });
    }
    return ok({
      data: [{ id: page, name: 'Orchard', access_token, tasks: this.tasks }],
      paging: {},
    });
  }

  private upload(asked: Asked): Reply {
    const parts = partsOf(asked);
    const text = (name: string) => parts.find((one) => one.name === name)?.bytes.toString('utf8');
    const file = parts.find(({ name }) => name === 'source');
    if (text('published') !== 'false' || !file?.bytes.length) {
      return graphError(324, 'Requires upload file');
    }
    const photo = { id: this.nextId(), alt_text: text('alt_text_custom') ?? '' };
    this.photos.set(photo.id, photo);
    return ok({ id: photo.id });
  }

  private post(asked: Asked): Outcome {
    const form = formOf(asked);
    const { message = '', link = null } = form;
    const names = Object.keys(form).filter((name) => name.startsWith('attached_media['));
    const photos = names.flatMap((name) => {
      const { media_fbid } = JSON.parse(form[name] ?? '{}') as { media_fbid?: string };
      return this.photos.get(media_fbid ?? '') ?? [];
    });
    if (photos.length < names.length) return missing;
    return this.publish(() => {
      const last = this.posts.at(-1);
      if (photos.length === 0 && last?.photos.length === 0 && last.message === message) {
        return graphError(506, 'Duplicate status message', { error_subcode: 1455006 });
      }
      const id = `${page}_${this.nextId()}`;
      this.posts.push({ id, message, link, photos, created: new Date() });
      return ok({ id });
    });
  }

  private list({ url }: Asked): Reply {
    if (!this.readable) return unread;
    const since = Number(url.searchParams.get('since') ?? 0) * 1_000;
    const recent = this.posts.filter(({ created }) => created.getTime() >= since).toReversed();
    return ok({ data: recent.map((one) => this.view(one)), paging: {} });
  }

  private view({ id, message, photos, created }: Post): object {
    const all = photos.map((photo) => ({ target: { id: photo.id } }));
    const album = { target: { id: '1' }, subattachments: { data: all } };
    const data = all.length > 1 ? [album] : all;
    return {
      ...{ id, message, created_time: graphTime(created) },
      permalink_url: `https://www.facebook.com/${id}`,
      ...(data.length > 0 && { attachments: { data } }),
    };
  }

  private show({ url }: Asked, id = ''): Reply {
    const post = this.posts.find((one) => one.id === id);
    if (!post) return missing;
    if (url.searchParams.get('fields')?.includes('reactions') && !this.readable) return unread;
    const summary = (total_count: number) => ({ data: [], summary: { total_count } });
    return ok({ ...this.view(post), reactions: summary(12), comments: summary(3) });
  }

  private insights(id = ''): Reply {
    if (!this.posts.some((one) => one.id === id)) return missing;
    const figures = { post_media_view: 240, post_total_media_view_unique: 180 };
    const data = Object.entries(figures).map(([name, value]) => {
      return { name, period: 'lifetime', values: [{ value }] };
    });
    return ok({ data });
  }

  private remove(id = ''): Reply {
    const at = this.posts.findIndex((one) => one.id === id);
    if (at < 0 || !this.deletable) return missing;
    this.posts.splice(at, 1);
    return ok({ success: true });
  }

  private nextId(): string {
    this.count += 1;
    return String(122_100_000_000 + this.count);
  }
}
