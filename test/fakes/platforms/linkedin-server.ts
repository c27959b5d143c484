// The Posts and Images APIs of LinkedIn:
// https://learn.microsoft.com/linkedin/marketing/community-management/shares/posts-api
import { randomUUID } from 'node:crypto';
import { formOf, jsonOf, ok, PlatformServer } from './platform-server';
import type { Asked, LiveOnFake, Outcome, Reply, Route } from './platform-server';

interface Picture {
  id: string;
  altText?: string;
}

interface Wish {
  author: string;
  commentary: string;
  visibility: string;
  content?: { media?: Picture; multiImage?: { images: Picture[] }; article?: { source: string } };
}

interface Post extends Wish {
  id: string;
  createdAt: number;
}

export class LinkedinServer extends PlatformServer {
  readonly posts: Post[] = [];
  readonly images = new Map<string, { uploaded: boolean; busy: number }>();
  /** What each token allows. */
  readonly tokens = new Map<string, string[]>();
  /** How many times a picture that was just uploaded answers PROCESSING. */
  busyRounds = 1;
  /** Whether applications that upload pictures may look at them, too. */
  imagesReadable = true;
  /** Whether the application is a partner, who is given refresh tokens. */
  partner = true;
  private readonly codes = new Map<string, string[]>();
  private readonly refreshTokens = new Map<string, string[]>();
  private count = 7_141_138_937_766_391_808n;

  protected readonly routes: readonly Route[] = [
    { method: 'POST', path: /^\/oauth\/v2\/accessToken$/, answer: (asked) => this.grant(asked) },
    this.own('GET', /^\/v2\/userinfo$/, /^profile$/, () => ok({ sub: 'aNNa42', name: 'Anna O.' })),
    this.own('GET', /^\/rest\/organizationAcls$/, /^w_organization/, () =>
      ok({ elements: [{ organization: 'urn:li:organization:2414183', role: 'ADMINISTRATOR' }] }),
    ),
    this.own('GET', /^\/rest\/organizations\/(\d+)$/, /^w_organization/, () =>
      ok({ id: 2_414_183, localizedName: 'Orchard Ltd' }),
    ),
    this.own('POST', /^\/rest\/images$/, /^w_/, (asked) => this.initialize(asked)),
    this.own('PUT', /^\/dms-uploads\/([\w-]+)$/, /^w_/, (asked, id) => this.upload(asked, id)),
    this.own('GET', /^\/rest\/images\/(.+)$/, /^w_/, (_asked, id) => this.showImage(id)),
    this.own('POST', /^\/rest\/posts$/, /^w_/, (asked) => this.post(asked)),
    this.own('GET', /^\/rest\/posts$/, /^r_/, (asked) => this.list(asked)),
    this.own('DELETE', /^\/rest\/posts\/(.+)$/, /^w_/, (_asked, id) => this.remove(id)),
    this.own('GET', /^\/rest\/socialMetadata\/(.+)$/, /^r_/, () => this.metadata()),
    this.own('GET', /^\/rest\/organizationalEntityShareStatistics$/, /^r_/, () => statistics),
  ];

  consent(url: string): { code: string } {
    const asked = new URL(url).searchParams;
    const code = randomUUID();
    this.codes.set(code, (asked.get('scope') ?? '').split(' '));
    return { code };
  }

  live(): LiveOnFake[] {
    return this.posts.map(({ id, commentary, content }) => {
      const alt_texts = picturesOf(content).map(({ altText = '' }) => altText);
      const text = commentary.replaceAll(/\\(.)/g, '$1');
      return { id, text, media: alt_texts.length, alt_texts };
    });
  }

  revoke(): void {
    this.tokens.clear();
    this.refreshTokens.clear();
  }

  protected refusal(): Reply {
    return failed(422, 'UNPROCESSABLE_ENTITY', 'The content of the post is not allowed.');
  }

  protected limit(): Reply {
    const words = 'Resource level throttle MEMBER DAY limit for calls to this resource is reached.';
    return failed(429, 'TOO_MANY_REQUESTS', words, { serviceErrorCode: 101 });
  }

  /** A route for tokens with such a scope. */
  private own(method: string, path: RegExp, scope: RegExp, answer: Route['answer']): Route {
    const checked: Route['answer'] = (asked, ...rest) => {
      const scopes = this.tokens.get(asked.token);
      if (!scopes) return revoked;
      if (!scopes.some((one) => scope.test(one))) {
        return failed(
          403,
          'ACCESS_DENIED',
          `Not enough permissions to access: ${asked.url.pathname}`,
        );
      }
      const versioned = asked.url.pathname.startsWith('/rest/');
      if (versioned && !/^20\d{4}$/.test(asked.headers['linkedin-version'] ?? '')) {
        return failed(426, 'NONEXISTENT_VERSION', 'A version is required.');
      }
      return answer(asked, ...rest);
    };
    return { method, path, answer: checked };
  }

  private grant(asked: Asked): Reply {
    const { client_id, client_secret, grant_type, code = '', refresh_token = '' } = formOf(asked);
    if (client_id !== 'app' || client_secret !== 'app-secret') {
      return { status: 401, body: { error: 'invalid_client', error_description: 'Unknown' } };
    }
    const fresh = grant_type === 'refresh_token';
    const scopes = fresh ? this.refreshTokens.get(refresh_token) : this.codes.get(code);
    this.codes.delete(code);
    if (!scopes) {
      const error = fresh ? 'invalid_grant' : 'invalid_request';
      return { status: 400, body: { error, error_description: 'It is revoked or expired.' } };
    }
    const access_token = `AQX${randomUUID()}`;
    this.tokens.set(access_token, scopes);
    const next = fresh ? refresh_token : `AQW${randomUUID()}`;
    if (this.partner) this.refreshTokens.set(next, scopes);
    return ok({
      ...{ access_token, expires_in: 5_184_000, scope: scopes.join(',') },
      ...(this.partner && { refresh_token: next, refresh_token_expires_in: 31_536_000 }),
    });
  }

  private initialize(asked: Asked): Reply {
    if (asked.url.searchParams.get('action') !== 'initializeUpload') return missing;
    const name = randomUUID();
    const image = `urn:li:image:${name}`;
    this.images.set(image, { uploaded: false, busy: this.busyRounds });
    const uploadUrl = `${this.url}/dms-uploads/${name}`;
    return ok({ value: { uploadUrlExpiresAt: Date.now() + 86_400_000, uploadUrl, image } });
  }

  private upload({ body }: Asked, name = ''): Reply {
    const image = this.images.get(`urn:li:image:${name}`);
    if (!image || body.length === 0) return missing;
    image.uploaded = true;
    return { status: 201, body: '' };
  }

  private showImage(id = ''): Reply {
    if (!this.imagesReadable) return failed(403, 'ACCESS_DENIED', 'Not enough permissions.');
    const image = this.images.get(decodeURIComponent(id));
    if (!image) return missing;
    if (!image.uploaded) return ok({ status: 'WAITING_UPLOAD' });
    image.busy -= 1;
    return ok({ id, status: image.busy < 0 ? 'AVAILABLE' : 'PROCESSING' });
  }

  private post(asked: Asked): Outcome {
    const wish = jsonOf<Wish>(asked);
    if (!picturesOf(wish.content).every(({ id }) => this.images.get(id)?.uploaded)) return missing;
    return this.publish(() => {
      const same = this.posts.find(({ commentary }) => commentary === wish.commentary);
      if (same) {
        const inputErrors = [{ description: 'Duplicate post is detected', code: 'DUPLICATE_POST' }];
        const message = `Content is a duplicate of ${same.id}`;
        return failed(422, 'UNPROCESSABLE_ENTITY', message, { errorDetails: { inputErrors } });
      }
      const id = `urn:li:share:${(this.count += 1n)}`;
      this.posts.push({ ...wish, id, createdAt: Date.now() });
      return { status: 201, body: '', headers: { 'x-restli-id': id } };
    });
  }

  private list({ url }: Asked): Reply {
    const author = url.searchParams.get('author');
    const own = this.posts.filter((one) => one.author === author).toReversed();
    return ok({ paging: { start: 0, count: 50 }, elements: own });
  }

  private remove(id = ''): Reply {
    const at = this.posts.findIndex((one) => one.id === decodeURIComponent(id));
    if (at >= 0) this.posts.splice(at, 1);
    return { status: 204, body: '' };
  }

  private metadata(): Reply {
    const reactionSummaries = {
      LIKE: { reactionType: 'LIKE', count: 9 },
      PRAISE: { reactionType: 'PRAISE', count: 3 },
    };
    return ok({ reactionSummaries, commentSummary: { count: 2, topLevelCount: 1 } });
  }
}

function picturesOf(content: Wish['content']): Picture[] {
  return [content?.media ?? [], content?.multiImage?.images ?? []].flat();
}

function failed(status: number, code: string, message: string, more: object = {}): Reply {
  return { status, body: { status, code, message, ...more } };
}

const missing = failed(404, 'NOT_FOUND', 'Not Found');
const revoked = failed(401, 'REVOKED_ACCESS_TOKEN', 'The token used has been revoked.', {
  serviceErrorCode: 65601,
});
const statistics = ok({
  elements: [
    {
      totalShareStatistics: {
        ...{ likeCount: 12, commentCount: 3, shareCount: 2, clickCount: 7 },
        ...{ uniqueImpressionsCount: 180, impressionCount: 240, engagement: 0.1 },
      },
    },
  ],
});
