// A server of Mastodon, as far as publishing needs one: https://docs.joinmastodon.org/methods/
import { createHash, randomUUID } from 'node:crypto';
import { formOf, jsonOf, ok, partsOf, PlatformServer } from './platform-server';
import type { Asked, LiveOnFake, Outcome, Reply, Route } from './platform-server';

interface Media {
  id: string;
  description: string;
  /** How often it will still say that it is working on it. */
  busy: number;
}

interface Status {
  id: string;
  text: string;
  spoiler_text: string;
  visibility: string;
  language: string | null;
  created_at: string;
  media: Media[];
}

interface Wish {
  status?: string;
  media_ids?: string[];
  visibility?: string;
  spoiler_text?: string;
  language?: string;
}

export class MastodonServer extends PlatformServer {
  readonly statuses: Status[] = [];
  /** What `configuration.statuses` says; null where the server says nothing of itself. */
  limits: object | null = {
    ...{ max_characters: 500, max_media_attachments: 4, characters_reserved_per_url: 23 },
  };
  mediaTypes = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'];
  /** How many times a picture that was just uploaded answers 206. */
  busyRounds = 1;
  readonly keys = new Map<string, Status>();
  readonly tokens = new Set<string>();
  private readonly applications = new Map<string, { secret: string; redirect: string }>();
  private readonly codes = new Map<string, { client: string; challenge: string }>();
  readonly media = new Map<string, Media>();
  private count = 110_000_000_000_000;

  protected readonly routes: readonly Route[] = [
    { method: 'POST', path: /^\/api\/v1\/apps$/, answer: (asked) => this.register(asked) },
    { method: 'POST', path: /^\/oauth\/token$/, answer: (asked) => this.grant(asked) },
    { method: 'POST', path: /^\/oauth\/revoke$/, answer: (asked) => this.revokeOne(asked) },
    { method: 'GET', path: /^\/api\/v2\/instance$/, answer: () => this.describe() },
    this.own('GET', /^\/api\/v1\/accounts\/verify_credentials$/, () => ok(this.person)),
    this.own('POST', /^\/api\/v2\/media$/, (asked) => this.upload(asked)),
    this.own('GET', /^\/api\/v1\/media\/(\w+)$/, (_asked, id) => this.showMedia(id)),
    this.own('POST', /^\/api\/v1\/statuses$/, (asked) => this.post(asked)),
    this.own('GET', /^\/api\/v1\/statuses\/(\w+)$/, (_asked, id) => this.show(id)),
    this.own('GET', /^\/api\/v1\/statuses\/(\w+)\/source$/, (_asked, id) => this.source(id)),
    this.own('DELETE', /^\/api\/v1\/statuses\/(\w+)$/, (_asked, id) => this.remove(id)),
    this.own('GET', /^\/api\/v1\/accounts\/(\w+)\/statuses$/, (asked, id) => this.list(asked, id)),
  ];

  private readonly person = {
    ...{ id: '108020771', username: 'anna', acct: 'anna', display_name: 'Anna of the orchard' },
    url: 'https://example.social/@anna',
  };

  /** The person is sent to the page of the server, agrees, and comes back with a code. */
  consent(url: string): { code: string } {
    const asked = new URL(url).searchParams;
    const client = asked.get('client_id') ?? '';
    const known = this.applications.get(client);
    if (known?.redirect !== asked.get('redirect_uri')) throw new Error('The redirect URI differs');
    const code = randomUUID();
    this.codes.set(code, { client, challenge: asked.get('code_challenge') ?? '' });
    return { code };
  }

  live(): LiveOnFake[] {
    return this.statuses.map(({ id, text, media }) => {
      const alt_texts = media.map(({ description }) => description);
      return { id, text, media: media.length, alt_texts };
    });
  }

  revoke(): void {
    this.tokens.clear();
  }

  protected refusal(): Reply {
    return { status: 422, body: { error: "Validation failed: Text can't be blank" } };
  }

  protected limit(): Reply {
    const reset = new Date(Date.now() + this.retryAfter * 1000).toISOString();
    const headers = { 'x-ratelimit-limit': '300', 'x-ratelimit-reset': reset };
    return { status: 429, body: { error: 'Too many requests' }, headers };
  }

  private own(method: string, path: RegExp, answer: Route['answer']): Route {
    const invalid: Reply = { status: 401, body: { error: 'The access token is invalid' } };
    return {
      ...{ method, path },
      answer: (asked, ...rest) => (this.tokens.has(asked.token) ? answer(asked, ...rest) : invalid),
    };
  }

  private register(asked: Asked): Reply {
    const { redirect_uris } = jsonOf<{ redirect_uris: string }>(asked);
    const [client_id, client_secret] = [randomUUID(), randomUUID()];
    this.applications.set(client_id, { secret: client_secret, redirect: redirect_uris });
    return ok({ id: '563419', name: 'Relais', client_id, client_secret });
  }

  private grant(asked: Asked): Reply {
    const { client_id = '', client_secret, code = '', code_verifier = '' } = formOf(asked);
    if (this.applications.get(client_id)?.secret !== client_secret) {
      return {
        status: 401,
        body: { error: 'invalid_client', error_description: 'Unknown client' },
      };
    }
    const given = this.codes.get(code);
    this.codes.delete(code);
    const challenge = createHash('sha256').update(code_verifier).digest('base64url');
    if (given?.client !== client_id || given.challenge !== challenge) {
      return { status: 400, body: { error: 'invalid_grant', error_description: 'Revoked code' } };
    }
    const access_token = randomUUID();
    this.tokens.add(access_token);
    return ok({
      access_token,
      token_type: 'Bearer',
      scope: 'read write',
      created_at: 1_573_979_017,
    });
  }

  private revokeOne(asked: Asked): Reply {
    const { client_id = '', client_secret, token = '' } = formOf(asked);
    const known = this.applications.get(client_id)?.secret === client_secret;
    if (!known) return { status: 403, body: { error: 'unauthorized_client' } };
    this.tokens.delete(token);
    return ok({});
  }

  private describe(): Reply {
    if (!this.limits) return notFound;
    const media_attachments = {
      supported_mime_types: this.mediaTypes,
      image_size_limit: 16_777_216,
    };
    return ok({ version: '4.4.0', configuration: { statuses: this.limits, media_attachments } });
  }

  private upload(asked: Asked): Reply {
    const parts = partsOf(asked);
    const file = parts.find(({ name }) => name === 'file');
    if (!file?.bytes.length) return { status: 422, body: { error: "File can't be blank" } };
    const described =
      parts.find(({ name }) => name === 'description')?.bytes.toString('utf8') ?? '';
    const media = { id: this.nextId(), description: described, busy: this.busyRounds };
    this.media.set(media.id, media);
    return { status: media.busy > 0 ? 202 : 200, body: { id: media.id, type: 'image', url: null } };
  }

  private showMedia(id = ''): Reply {
    const media = this.media.get(id);
    if (!media) return notFound;
    const ready = media.busy <= 0;
    media.busy -= 1;
    return { status: ready ? 200 : 206, body: { id, type: 'image', url: ready ? 'a.jpg' : null } };
  }

  private post(asked: Asked): Outcome {
    const key = asked.headers['idempotency-key'] ?? '';
    const former = this.keys.get(key);
    return this.publish(() => {
      if (former) return ok(this.view(former));
      const wish = jsonOf<Wish>(asked);
      const media = (wish.media_ids ?? []).flatMap((id) => this.media.get(id) ?? []);
      if (media.some(({ busy }) => busy > 0)) {
        const error =
          'Cannot attach files that have not finished processing. Try again in a moment!';
        return { status: 422, body: { error } };
      }
      const status = this.statusOf(wish, media);
      this.statuses.push(status);
      if (key !== '') this.keys.set(key, status);
      return ok(this.view(status));
    });
  }

  private statusOf(wish: Wish, media: Media[]): Status {
    return {
      id: this.nextId(),
      text: wish.status ?? '',
      spoiler_text: wish.spoiler_text ?? '',
      visibility: wish.visibility ?? 'public',
      language: wish.language ?? null,
      created_at: new Date().toISOString(),
      media,
    };
  }

  private view(status: Status): object {
    const { id, text, created_at, spoiler_text, visibility, media } = status;
    return {
      ...{ id, created_at, spoiler_text, visibility, url: `https://example.social/@anna/${id}` },
      content: `<p>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</p>`,
      media_attachments: media.map((one) => ({ id: one.id, type: 'image' })),
      ...{ reblog: null, favourites_count: 3, replies_count: 1, reblogs_count: 2 },
    };
  }

  private show(id = ''): Reply {
    const status = this.statuses.find((one) => one.id === id);
    return status ? ok(this.view(status)) : notFound;
  }

  private source(id = ''): Reply {
    const status = this.statuses.find((one) => one.id === id);
    return status ? ok({ id, text: status.text, spoiler_text: status.spoiler_text }) : notFound;
  }

  private remove(id = ''): Reply {
    const at = this.statuses.findIndex((one) => one.id === id);
    if (at < 0) return notFound;
    const [removed] = this.statuses.splice(at, 1);
    return ok(removed && this.view(removed));
  }

  private list({ url }: Asked, id = ''): Reply {
    if (id !== this.person.id) return notFound;
    const limit = Number(url.searchParams.get('limit') ?? 20);
    const before = url.searchParams.get('max_id');
    const older = this.statuses.filter((one) => before === null || BigInt(one.id) < BigInt(before));
    return ok(
      older
        .toReversed()
        .slice(0, limit)
        .map((one) => this.view(one)),
    );
  }

  private nextId(): string {
    this.count += 1;
    return String(this.count);
  }
}

const notFound: Reply = { status: 404, body: { error: 'Record not found' } };
