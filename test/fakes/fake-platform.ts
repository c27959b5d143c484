// A platform in the test's own process that behaves as RFC 6749, 7636 and 9700 want it: codes are good once and only with
// their proof key, a refresh token is good once, and one that is used again ends all that came from it.
import { createHash, randomBytes } from 'node:crypto';
import { dryRunRules } from '../../activities/clients/platforms/dry-run/rules';
import type {
  AccountSession,
  ConnectedAccount,
  OAuthConnection,
  PasswordConnection,
  Platform,
  Tokens,
} from '../../activities/clients/platforms/platform';
import {
  PlatformError,
  type PlatformErrorFacts,
} from '../../activities/clients/platforms/platform-error';

type Mood = 'ok' | 'down' | 'busy' | 'application refused';

interface Grant {
  code_challenge: string;
  redirect_uri: string;
}

const problems: Record<Exclude<Mood, 'ok'>, PlatformErrorFacts> = {
  down: { kind: 'later', code: 'platform_unavailable', status: 503, detail: 'down' },
  busy: {
    ...{ kind: 'later', code: 'rate_limited', status: 429, detail: 'busy' },
    ...{ retry_after: 900, scope: 'application' },
  },
  'application refused': {
    ...{ kind: 'later', code: 'application_refused', status: 401, detail: 'invalid_client' },
  },
};

const random = (): string => randomBytes(16).toString('hex');

/** The platform `test`, with one account. */
export class FakePlatform {
  mood: Mood = 'ok';
  /** Seconds that access tokens live; null: for ever. */
  life: number | null = 7_200;
  /** Whether refreshing brings a new refresh token; else the old one stays good. */
  rotates = true;
  readonly account = { external_id: 'account-1', username: 'camille', display_name: 'Camille' };
  readonly seen: string[] = [];
  readonly revoked: string[] = [];
  /** Lets a test do something while the platform thinks. */
  meanwhile: () => Promise<void> = () => Promise.resolve();
  private readonly codes = new Map<string, Grant>();
  private access = new Set<string>();
  private refreshable = new Set<string>();
  private readonly used = new Set<string>();

  readonly platform: Platform = {
    name: 'test',
    title: 'Test',
    rules: dryRunRules,
    connection: this.oauth(),
    preflight: (session) => this.call(session, []),
    prepare: (session) => this.call(session, { container: {}, ask_again_in: null }),
    finalize: (session) => this.call(session, { external_id: '1', permalink: null }),
    verify: (session) => this.call(session, { state: 'absent' }),
    remove: null,
    measure: null,
    refresh: (session) => this.refresh(session.refresh_token),
    revoke: async ({ access_token }) => {
      this.answer();
      this.revoked.push(access_token);
    },
  };

  /** Tokens for somebody who was let in before the test began. */
  issue(): Tokens {
    const [access_token, refresh_token] = [`access-${random()}`, `refresh-${random()}`];
    this.access.add(access_token);
    this.refreshable.add(refresh_token);
    return { access_token, refresh_token, expires_in: this.life, scopes: ['write'] };
  }

  /** What the owner does in the platform's settings: nothing that was given is good any more. */
  revokeAll(): void {
    this.access = new Set();
    this.refreshable = new Set();
  }

  /** Access tokens end before their time; refresh tokens do not. */
  endAccess(): void {
    this.access = new Set();
  }

  accepts(access_token: string): boolean {
    return this.access.has(access_token);
  }

  /** What the browser does at the platform's page when somebody says yes: where it is sent, with a code. */
  allow(url: string): URL {
    const { searchParams: asked } = new URL(url);
    const code = random();
    const redirect_uri = asked.get('redirect_uri') ?? '';
    this.codes.set(code, { redirect_uri, code_challenge: asked.get('code_challenge') ?? '' });
    const back = new URL(redirect_uri);
    back.searchParams.set('code', code);
    back.searchParams.set('state', asked.get('state') ?? '');
    return back;
  }

  private oauth(): OAuthConnection {
    return {
      kind: 'oauth',
      configured: true,
      authorize: async ({ state, code_challenge, redirect_uri, server_url }) => {
        this.answer();
        const url = new URL('/authorize', server_url ?? 'https://platform.example');
        url.search = new URLSearchParams({ state, code_challenge, redirect_uri }).toString();
        return { url: url.href, details: { client_secret: 'registered-secret' } };
      },
      exchange: async ({ code, code_verifier, redirect_uri, details, server_url }) => {
        this.answer();
        const grant = this.codes.get(code);
        this.codes.delete(code);
        const challenge = createHash('sha256').update(code_verifier).digest('base64url');
        const proven = grant?.code_challenge === challenge && grant.redirect_uri === redirect_uri;
        if (!proven || details['client_secret'] !== 'registered-secret') throw this.gone();
        return [this.connected(server_url, details)];
      },
    };
  }

  private connected(server_url: string | null, details: object): ConnectedAccount {
    return { ...this.account, server_url, details: { ...details }, tokens: this.issue() };
  }

  private async refresh(refresh_token: string | null): Promise<Tokens> {
    this.seen.push('refresh');
    await this.meanwhile();
    this.answer();
    if (refresh_token !== null && this.used.has(refresh_token)) this.revokeAll();
    if (refresh_token === null || !this.refreshable.has(refresh_token)) throw this.gone();
    const tokens = this.issue();
    if (!this.rotates) return { ...tokens, refresh_token: null, scopes: [] };
    this.refreshable.delete(refresh_token);
    this.used.add(refresh_token);
    return tokens;
  }

  private async call<T>({ access_token }: AccountSession, answer: T): Promise<T> {
    this.seen.push('call');
    this.answer();
    if (!this.accepts(access_token)) throw this.gone();
    return answer;
  }

  private answer(): void {
    if (this.mood !== 'ok') throw new PlatformError(problems[this.mood]);
  }

  private gone(): PlatformError {
    const facts = { kind: 'disconnected', code: 'invalid_grant', status: 400 } as const;
    return new PlatformError({ ...facts, detail: 'The token is not good.' });
  }
}

/** Accounts that are opened by a password: the one that is known is `app-password`. */
export function passwordConnection(fake: FakePlatform): PasswordConnection {
  return {
    kind: 'password',
    configured: true,
    open: async ({ password, server_url }) => {
      if (password !== 'app-password') {
        const facts = { kind: 'refused', code: 'credentials_refused', status: 401 } as const;
        throw new PlatformError({ ...facts, detail: 'Invalid identifier or password' });
      }
      return [{ ...fake.account, server_url, details: {}, tokens: fake.issue() }];
    },
  };
}
