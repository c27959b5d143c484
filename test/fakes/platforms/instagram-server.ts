// Instagram with Instagram Login, as far as publishing needs it:
// https://developers.facebook.com/docs/instagram-platform/content-publishing
import { randomUUID } from 'node:crypto';
import { formOf, ok, PlatformServer } from './platform-server';
import type { Asked, LiveOnFake, Outcome, Reply, Route } from './platform-server';
import { forHolders, graphError, graphTime, missing, tooMany } from './graph-replies';

interface Container {
  id: string;
  caption: string;
  media: number;
  alt_texts: string[];
  status: 'IN_PROGRESS' | 'FINISHED' | 'ERROR' | 'EXPIRED' | 'PUBLISHED';
  /** How often it will still say that it is working on it. */
  busy: number;
  /** The words of its `status`, when that is ERROR. */
  trouble: string | null;
}

interface Media {
  id: string;
  container: Container;
  timestamp: Date;
}

const version = String.raw`^\/v\d+\.0`;

export class InstagramServer extends PlatformServer {
  readonly containers = new Map<string, Container>();
  readonly posts: Media[] = [];
  readonly tokens = new Set<string>();
  quota = { used: 0, total: 100 };
  /** How many times a container that was just made answers IN_PROGRESS. */
  busyRounds = 1;
  /** What becomes of containers instead: the words of their `status`. */
  trouble: string | null = null;
  private readonly codes = new Set<string>();
  private count = 17_890_000_000_000_000n;
  private readonly person = { id: '17841400000000001', username: 'anna.orchard', name: 'Anna' };

  protected readonly routes: readonly Route[] = [
    { method: 'POST', path: /^\/oauth\/access_token$/, answer: (asked) => this.exchange(asked) },
    this.own('GET', '/access_token$', () => this.renew()),
    this.own('GET', '/refresh_access_token$', () => this.renew()),
    this.own('GET', `${version}/me$`, () => ok({ ...this.person, user_id: this.person.id })),
    this.own('GET', `${version}/(\\d+)/content_publishing_limit$`, () => this.limits()),
    this.own('POST', `${version}/(\\d+)/media$`, (asked) => this.create(asked)),
    this.own('GET', `${version}/(\\d+)/media$`, () => this.list()),
    this.own('POST', `${version}/(\\d+)/media_publish$`, (asked) => this.publishOne(asked)),
    this.own('GET', `${version}/(\\d+)/insights$`, (_asked, id) => this.insights(id)),
    this.own('GET', `${version}/(\\d+)$`, (_asked, id) => this.show(id)),
  ];

  /** The person agrees, and comes back with a code that ends as the pages say. */
  consent(url: string): { code: string } {
    const asked = new URL(url).searchParams;
    if (!asked.get('scope')?.includes('content_publish')) throw new Error('Nothing to agree to');
    const code = randomUUID();
    this.codes.add(code);
    return { code: `${code}#_` };
  }

  live(): LiveOnFake[] {
    return this.posts.map(({ id, container: { caption, media, alt_texts } }) => {
      return { id, text: caption, media, alt_texts };
    });
  }

  revoke(): void {
    this.tokens.clear();
  }

  protected refusal(): Reply {
    const words = { error_subcode: 2207051, error_user_msg: 'This action was blocked.' };
    return graphError(4, 'Application request limit reached', words, 403);
  }

  protected limit(): Reply {
    return tooMany(80002, this.retryAfter);
  }

  private own(method: string, path: string, answer: Route['answer']): Route {
    return {
      method,
      path: new RegExp(path.startsWith('^') ? path : `^${path}`),
      answer: forHolders(this.tokens, answer),
    };
  }

  private exchange(asked: Asked): Reply {
    const { client_id, client_secret, code = '' } = formOf(asked);
    const known = client_id === 'app' && client_secret === 'app-secret' && this.codes.delete(code);
    if (!known) {
      const error_message = 'Invalid authorization code';
      return { status: 400, body: { error_type: 'OAuthException', code: 400, error_message } };
    }
    const permissions = 'instagram_business_basic,instagram_business_content_publish';
    return ok({ data: [{ access_token: this.grant(), user_id: this.person.id, permissions }] });
  }

  private renew(): Reply {
    return ok({ access_token: this.grant(), token_type: 'bearer', expires_in: 5_183_944 });
  }

  private grant(): string {
    const token = `IGAA${randomUUID()}`;
    this.tokens.add(token);
    return token;
  }

  private limits(): Reply {
    const config = { quota_total: this.quota.total, quota_duration: 86_400 };
    return ok({ data: [{ config, quota_usage: this.quota.used }] });
  }

  private create(asked: Asked): Reply {
    const { image_url, caption = '', alt_text, media_type, children = '' } = formOf(asked);
    const parts = children.split(',').flatMap((id) => this.containers.get(id) ?? []);
    if (media_type === 'CAROUSEL' ? parts.length < 2 : !image_url?.startsWith('https://')) {
      const words = { error_subcode: 2207052, error_user_msg: 'Only photo or video can be used.' };
      return graphError(9004, 'The media could not be fetched from this URI', words);
    }
    const pictures = parts.length > 0 ? parts.flatMap((one) => one.alt_texts) : [alt_text ?? ''];
    const id = this.nextId();
    const status = this.trouble === null ? 'IN_PROGRESS' : 'ERROR';
    const { busyRounds: busy, trouble } = this;
    this.containers.set(id, {
      ...{ id, caption, media: pictures.length, alt_texts: pictures, status, busy, trouble },
    });
    return ok({ id });
  }

  private show(id = ''): Reply {
    const post = this.posts.find((one) => one.id === id);
    if (post) return ok({ id, permalink: `https://www.instagram.com/p/${id}/` });
    const container = this.containers.get(id);
    if (!container) return missing;
    if (container.status === 'IN_PROGRESS' && container.busy <= 0) container.status = 'FINISHED';
    container.busy -= 1;
    const status = container.trouble ?? undefined;
    return ok({ id, status_code: container.status, status });
  }

  private publishOne(asked: Asked): Outcome {
    const container = this.containers.get(formOf(asked)['creation_id'] ?? '');
    if (container?.status !== 'FINISHED') {
      const words = { error_subcode: 2207027, error_user_msg: 'The media is not ready.' };
      return graphError(9007, 'Media ID is not available', words);
    }
    if (this.quota.used >= this.quota.total) {
      return graphError(9, 'Application request limit reached', { error_subcode: 2207042 }, 403);
    }
    return this.publish(() => {
      const post = { id: this.nextId(), container, timestamp: new Date() };
      container.status = 'PUBLISHED';
      this.quota.used += 1;
      this.posts.push(post);
      return ok({ id: post.id });
    });
  }

  private list(): Reply {
    const data = this.posts.toReversed().map(({ id, container, timestamp }) => ({
      ...{ id, caption: container.caption, permalink: `https://www.instagram.com/p/${id}/` },
      timestamp: graphTime(timestamp),
    }));
    return ok({ data: data.slice(0, 25), paging: {} });
  }

  private insights(id = ''): Reply {
    if (!this.posts.some((one) => one.id === id)) return missing;
    const figures = { likes: 12, comments: 3, shares: 2, reach: 180, views: 240 };
    const data = Object.entries(figures).map(([name, value]) => {
      return { name, period: 'lifetime', values: [{ value }], id: `${id}/insights/${name}` };
    });
    return ok({ data });
  }

  private nextId(): string {
    this.count += 1n;
    return String(this.count);
  }
}
