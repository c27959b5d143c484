// A platform in the test's own process that publishes, and can lose its answer before or after that.
import { dryRunRules } from '../../activities/clients/platforms/dry-run/rules';
import type {
  Finding,
  LivePost,
  Platform,
  PreparedPost,
} from '../../activities/clients/platforms/platform';
import {
  PlatformError,
  type PlatformErrorFacts,
} from '../../activities/clients/platforms/platform-error';

/** How a call that publishes ends. `lost_after`: it is live, and nobody is told. `lost_before`: it never arrived. */
export type CallEnd = 'ok' | 'lost_after' | 'lost_before' | 'later' | 'refused' | 'disconnected';

const facts: Record<Exclude<CallEnd, 'ok'>, Omit<PlatformErrorFacts, 'detail'>> = {
  lost_after: { kind: 'unknown', code: 'platform_unavailable', status: 503 },
  lost_before: { kind: 'unknown', code: 'no_answer', status: null },
  later: { kind: 'later', code: 'rate_limited', status: 429, retry_after: 30 },
  refused: { kind: 'refused', code: 'duplicate_post', status: 422 },
  disconnected: { kind: 'disconnected', code: 'account_disconnected', status: 401 },
};

export interface Published extends LivePost {
  text: string;
  record_name: string;
}

export class PostPlatform {
  /** What is to be seen there, in the order in which it went live. */
  readonly live: Published[] = [];
  /** How the calls that publish end, in order; then all go well. */
  ends: CallEnd[] = [];
  /** Whether it can tell what it has. */
  tells = true;
  /** Whether it finds a post by its text alone. */
  onlyText = false;
  calls = 0;
  /** The name of the record that was asked for last. */
  named = '';
  /** Lets a test do something while the platform works. */
  meanwhile: () => Promise<void> = () => Promise.resolve();

  /** Whether what it is given is ready at once, in order; then it always is. */
  ready: boolean[] = [];

  /** What it finds before it is asked to publish. */
  check: () => Promise<Finding[]> = () => Promise.resolve([]);

  readonly platform: Platform = {
    name: 'test',
    title: 'Test',
    rules: dryRunRules,
    connection: { kind: 'password', configured: true, open: () => Promise.resolve([]) },
    preflight: () => this.check(),
    prepare: () => {
      const ask_again_in = (this.ready.shift() ?? true) ? null : 5;
      return Promise.resolve({ container: { made: true }, ask_again_in });
    },
    finalize: (_session, post) => this.publish(post),
    verify: (_session, { record_name, text }) => {
      if (!this.tells) return Promise.resolve({ state: 'unknown', ask_again_in: 1 });
      const found = this.live.find((one) =>
        this.onlyText ? one.text === text : one.record_name === record_name,
      );
      return Promise.resolve(found ? { state: 'live', ...found } : { state: 'absent' });
    },
    remove: (_session, { external_id }) => {
      const index = this.live.findIndex((one) => one.external_id === external_id);
      if (index >= 0) this.live.splice(index, 1);
      return Promise.resolve();
    },
    measure: null,
    refresh: null,
  };

  private async publish({ text, record_name }: PreparedPost): Promise<LivePost> {
    this.calls += 1;
    this.named = record_name;
    const end = this.ends.shift() ?? 'ok';
    await this.meanwhile();
    const post = { text, record_name, external_id: `at-${this.calls}`, permalink: null };
    // It knows no repeats: whoever calls twice is there twice.
    if (end === 'ok' || end === 'lost_after') this.live.push(post);
    if (end === 'ok') return post;
    throw new PlatformError({ ...facts[end], detail: end });
  }
}
