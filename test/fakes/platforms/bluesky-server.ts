// A personal data server of the AT Protocol, as far as publishing needs one: https://docs.bsky.app/docs/category/http-reference
import { createHash, randomUUID } from 'node:crypto';
import { jsonOf, ok, PlatformServer } from './platform-server';
import type { Asked, LiveOnFake, Outcome, Reply, Route } from './platform-server';

interface Image {
  alt: string;
  image: { ref: { $link: string } };
  aspectRatio: { width: number; height: number };
}

export interface BlueskyRecord {
  $type: string;
  text: string;
  facets: { index: { byteStart: number; byteEnd: number }; features: { $type: string }[] }[];
  createdAt: string;
  langs?: string[];
  embed?: { images: Image[] };
}

interface Wish {
  repo: string;
  collection: string;
  rkey: string;
  record: BlueskyRecord;
  swapRecord?: string | null;
}

type Kind = 'access' | 'refresh';

export class BlueskyServer extends PlatformServer {
  readonly did = 'did:plc:ewvi7nxzyoun6zhxrhs64oiz';
  readonly handle = 'anna.example.social';
  readonly appPassword = 'abcd-efgh-ijkl-mnop';
  readonly mainPassword = 'correct horse battery staple';
  /** Handles that somebody has. */
  readonly handles = new Map([['ben.example.social', 'did:plc:benbenbenbenbenbenbenben']]);
  readonly records = new Map<string, BlueskyRecord>();
  private readonly blobs = new Map<string, { mimeType: string; size: number }>();
  private readonly tokens = new Map<string, Kind>();

  protected readonly routes: readonly Route[] = [
    call('POST', 'com.atproto.server.createSession', (asked) => this.open(asked)),
    this.own('POST', 'com.atproto.server.refreshSession', (asked) => this.renew(asked), 'refresh'),
    this.own('POST', 'com.atproto.server.deleteSession', (asked) => this.end(asked), 'refresh'),
    this.own('GET', 'com.atproto.server.getSession', () => ok({ did: this.did, active: true })),
    this.own('POST', 'com.atproto.repo.uploadBlob', (asked) => this.upload(asked)),
    this.own('POST', 'com.atproto.repo.putRecord', (asked) => this.put(asked)),
    this.own('POST', 'com.atproto.repo.deleteRecord', (asked) => this.delete(asked)),
    this.own('GET', 'app.bsky.feed.getPosts', (asked) => this.views(asked)),
    call('GET', 'com.atproto.identity.resolveHandle', (asked) => this.resolve(asked)),
    call('GET', 'com.atproto.repo.getRecord', (asked) => this.get(asked)),
  ];

  live(): LiveOnFake[] {
    return [...this.records].map(([rkey, { text, embed }]) => {
      const images = embed?.images ?? [];
      return { id: rkey, text, media: images.length, alt_texts: images.map(({ alt }) => alt) };
    });
  }

  revoke(): void {
    this.tokens.clear();
  }

  protected refusal(): Reply {
    const message =
      'Invalid app.bsky.feed.post record: Record/text must not be longer than 300 graphemes';
    return { status: 400, body: { error: 'InvalidRequest', message } };
  }

  protected limit(): Reply {
    const reset = Math.ceil(Date.now() / 1000) + this.retryAfter;
    const headers = { 'ratelimit-limit': '5000', 'ratelimit-remaining': '0' };
    const body = { error: 'RateLimitExceeded', message: 'Rate Limit Exceeded' };
    return { status: 429, body, headers: { ...headers, 'ratelimit-reset': String(reset) } };
  }

  private own(method: string, name: string, answer: Route['answer'], kind: Kind = 'access'): Route {
    return call(method, name, (asked) => {
      if (this.tokens.get(asked.token) === kind) return answer(asked);
      const message = kind === 'refresh' ? 'Token has been revoked' : 'Token has expired';
      return refuse('ExpiredToken', message);
    });
  }

  private open(asked: Asked): Reply {
    const { identifier, password } = jsonOf<{ identifier: string; password: string }>(asked);
    const known = [this.handle, this.did].includes(identifier);
    const scopes = new Map([
      [this.appPassword, 'com.atproto.appPass'],
      [this.mainPassword, 'com.atproto.access'],
    ]);
    const scope = scopes.get(password);
    if (known && scope !== undefined) return this.session(scope);
    const message = 'Invalid identifier or password';
    return { status: 401, body: { error: 'AuthenticationRequired', message } };
  }

  private session(scope: string): Reply {
    const [accessJwt, refreshJwt] = [token(scope, 7_200), token('com.atproto.refresh', 7_776_000)];
    this.tokens.set(accessJwt, 'access').set(refreshJwt, 'refresh');
    return ok({ did: this.did, handle: this.handle, accessJwt, refreshJwt, active: true });
  }

  private renew(asked: Asked): Reply {
    this.tokens.delete(asked.token);
    return this.session('com.atproto.appPass');
  }

  private end(asked: Asked): Reply {
    this.tokens.delete(asked.token);
    return ok({});
  }

  private upload({ body, headers }: Asked): Reply {
    const mimeType = headers['content-type'] ?? '';
    const link = `bafkrei${createHash('sha256').update(body).digest('hex').slice(0, 52)}`;
    this.blobs.set(link, { mimeType, size: body.length });
    return ok({ blob: { $type: 'blob', ref: { $link: link }, mimeType, size: body.length } });
  }

  private put(asked: Asked): Outcome {
    const { repo, collection, rkey, record, swapRecord } = jsonOf<Wish>(asked);
    return this.publish(() => {
      if (repo !== this.did || collection !== 'app.bsky.feed.post') return refuse('InvalidRequest');
      if (!/^[234567abcdefghij][234567a-z]{12}$/.test(rkey))
        return refuse('InvalidRequest', 'Invalid TID');
      if (swapRecord === null && this.records.has(rkey)) {
        return refuse('InvalidSwap', 'Record was at another CID');
      }
      const images = record.embed?.images ?? [];
      const blobs = images.map(({ image }) => this.blobs.get(image.ref.$link));
      if (blobs.some((blob) => !blob)) return refuse('BlobNotFound', 'Could not find blob');
      if (blobs.some((blob) => blob && blob.size > 1_000_000)) return refuse('BlobTooLarge');
      this.records.set(rkey, record);
      return ok({ uri: this.uri(rkey), cid: 'bafyreib', validationStatus: 'valid' });
    });
  }

  private get({ url }: Asked): Reply {
    const rkey = url.searchParams.get('rkey') ?? '';
    const record = url.searchParams.get('repo') === this.did ? this.records.get(rkey) : undefined;
    if (!record) return refuse('RecordNotFound', `Could not locate record: ${this.uri(rkey)}`);
    return ok({ uri: this.uri(rkey), cid: 'bafyreib', value: record });
  }

  private delete(asked: Asked): Reply {
    this.records.delete(jsonOf<Wish>(asked).rkey);
    return ok({});
  }

  private views({ url }: Asked): Reply {
    const keys = url.searchParams.getAll('uris').map((uri) => uri.split('/').at(-1) ?? '');
    const posts = keys
      .filter((rkey) => this.records.has(rkey))
      .map((rkey) => ({
        ...{ uri: this.uri(rkey), cid: 'bafyreib', likeCount: 5, replyCount: 1 },
        ...{ repostCount: 2, quoteCount: 1 },
      }));
    return ok({ posts });
  }

  private resolve({ url }: Asked): Reply {
    const did = this.handles.get(url.searchParams.get('handle') ?? '');
    return did === undefined ? refuse('InvalidRequest', 'Unable to resolve handle') : ok({ did });
  }

  private uri(rkey: string): string {
    return `at://${this.did}/app.bsky.feed.post/${rkey}`;
  }
}

function call(method: string, name: string, answer: Route['answer']): Route {
  return { method, path: new RegExp(`^/xrpc/${name.replaceAll('.', '\\.')}$`), answer };
}

/** A token as the server makes them: claims that anybody can read, and a signature that only the server checks. */
function token(scope: string, seconds: number): string {
  const iat = Math.floor(Date.now() / 1000);
  const claims = { scope, iat, exp: iat + seconds, jti: randomUUID() };
  const parts = [{ alg: 'HS256' }, claims].map((part) => JSON.stringify(part));
  return [...parts, randomUUID()].map((part) => Buffer.from(part).toString('base64url')).join('.');
}

function refuse(error: string, message = error): Reply {
  return { status: 400, body: { error, message } };
}
