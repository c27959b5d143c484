// What every platform does, whatever stands behind it.
import { randomUUID } from 'node:crypto';
import type {
  Container,
  LivePost,
  Platform,
  PreparedPost,
  Verdict,
} from '../../../../activities/clients/platforms/platform';
import { PlatformError } from '../../../../activities/clients/platforms/platform-error';
import { recordName } from '../../../../models/studio/record-name';
import { publishes, type Mood } from '../../../fakes/platforms/platform-server';
import { samplePicture, type Harness, type OpenHarness, type OpenSession } from './harness';
import { connectAs, prepareUntilReady } from './steps';

const lost: Mood[] = ['down_after', 'hangs_up_after', 'silent_after'];
/** So long is waited for an answer that never comes; the others come at once. */
const patience = (): AbortSignal => AbortSignal.timeout(1_000);

async function samplePost(): Promise<PreparedPost> {
  return {
    text: `Plums of the day ${randomUUID().slice(0, 8)} #plums #harvest`,
    link: null,
    media: [await samplePicture()],
    options: {},
    record_name: recordName('019aa000-0000-7000-8000-000000000000', Math.ceil(Math.random() * 1e9)),
  };
}

/** The error that a call ends with; it must hold no secret. */
async function errorOf(session: OpenSession, call: Promise<unknown>): Promise<PlatformError> {
  const outcome: unknown = await call.then(
    () => 'no error',
    (error: unknown) => error,
  );
  if (!(outcome instanceof PlatformError)) throw new Error(`A PlatformError, not ${outcome}`);
  const told = `${outcome.message} ${JSON.stringify(outcome.facts)}`;
  // The token of an account that has none to keep is the platform's own name.
  if (session.access_token.length > 8) expect(told).not.toContain(session.access_token);
  if (session.refresh_token !== null) expect(told).not.toContain(session.refresh_token);
  expect(outcome.facts.detail).not.toBe('');
  expect(outcome.facts.detail.length).toBeLessThanOrEqual(300);
  return outcome;
}

/** Holds a platform to what platform.ts promises in its name. */
export function describePlatform(open: OpenHarness): void {
  let harness: Harness;
  let platform: Platform;
  let session: OpenSession;
  let post: PreparedPost;

  beforeEach(async () => {
    harness = await open();
    platform = harness.platform;
    session = await connectAs(harness);
    post = await samplePost();
  });
  afterEach(() => harness.close());

  const finalize = (given: PreparedPost, container: Container) =>
    platform.finalize(session, given, container, patience());
  const verify = (given: PreparedPost, container: Container, seconds: number): Promise<Verdict> => {
    const started_at = new Date(Date.now() - 1_000);
    const now = new Date(started_at.getTime() + seconds * 1_000);
    return platform.verify(session, given, { container, started_at, now });
  };
  /** Publishes, and asks where the platform names the attempt before there is a post. */
  const publish = async (given: PreparedPost, container: Container): Promise<LivePost> => {
    const outcome = await finalize(given, container).catch((error: unknown) => error);
    const named = outcome instanceof PlatformError ? outcome.facts.container : undefined;
    const found = named ? await verify(given, named, 5) : outcome;
    if (found instanceof Error) throw found;
    const { external_id, permalink } = found as LivePost;
    return { external_id, permalink };
  };
  /** Asks again and again, as time goes by. */
  const settled = async (given: PreparedPost, container: Container): Promise<Verdict> => {
    for (const seconds of [1, 60, 600, 3_600]) {
      const verdict = await verify(given, container, seconds);
      if (verdict.state !== 'unknown') return verdict;
      expect(verdict.ask_again_in).toBeGreaterThan(0);
    }
    return { state: 'unknown', ask_again_in: 3_600 };
  };

  test('its name and its rules are in order', () => {
    expect(platform.name).toMatch(/^[a-z][a-z0-9-]{0,30}$/);
    expect(platform.connection.configured).toBe(true);
    const { text, media } = platform.rules;
    expect(text.count('')).toBe(0);
    expect(text.count('plum')).toBe(4);
    expect(media.count.min).toBeLessThanOrEqual(media.count.max);
    expect(media.media_types).not.toEqual([]);
  });

  test('a post goes live once, with its text and its pictures', async () => {
    expect(await platform.preflight(session, post)).toEqual([]);
    const container = await prepareUntilReady(harness, session, post);
    expect(harness.live() ?? []).toEqual([]);
    const live = await publish(post, JSON.parse(JSON.stringify(container)) as Container);
    expect(live.external_id).not.toBe('');
    if (live.permalink !== null) expect(live.permalink).toMatch(/^https?:\/\//);
    const [seen, ...others] = harness.live() ?? [];
    expect(others).toEqual([]);
    if (!seen) return expect(harness.live()).toBeNull();
    expect(seen).toMatchObject({ text: post.text, media: 1 });
    if (harness.altTexts) expect(seen.alt_texts).toEqual(['A plum on a white table']);
    if (harness.namesAttempts === false) return;
    expect(await verify(post, container, 5)).toEqual({ state: 'live', ...live });
  });

  test('what is prepared twice is seen by nobody, and published once', async () => {
    await prepareUntilReady(harness, session, post);
    const container = await prepareUntilReady(harness, session, post);
    await publish(post, container);
    expect(harness.live() ?? [post]).toHaveLength(1);
  });

  test.each(lost)('after publishing that %s it is found, and is one', async (mood) => {
    const given = harness.behaving(mood, post);
    const container = await prepareUntilReady(harness, session, given);
    const error = await errorOf(session, finalize(given, container));
    expect(error.facts.kind).toBe('unknown');
    harness.behaving('ok', post);
    const verdict = await settled(given, container);
    const found = harness.namesAttempts === false ? 'unknown' : 'live';
    expect(verdict).toMatchObject({ state: found });
    const live = harness.live();
    if (live) expect(live).toHaveLength(1);
  });

  test('an attempt that did nothing is known as absent in the end, and a second one is the only one', async () => {
    const given = harness.behaving('down', post);
    const container = await prepareUntilReady(harness, session, given);
    const { facts } = await errorOf(session, finalize(given, container));
    expect(facts).toMatchObject({ kind: 'unknown', status: 503 });
    harness.behaving('ok', post);
    if (harness.live() === null || harness.namesAttempts === false) return;
    expect(await settled(given, container)).toEqual({ state: 'absent' });
    const second = await prepareUntilReady(harness, session, post);
    await finalize(post, second);
    expect(harness.live()).toHaveLength(1);
  });

  test('a repeat of the same attempt is the same post where the platform knows repeats', async () => {
    if (!harness.knowsRepeats) return;
    const container = await prepareUntilReady(harness, session, post);
    const first = await finalize(post, container);
    expect(await finalize(post, container)).toEqual(first);
    expect(harness.live() ?? [post]).toHaveLength(1);
  });

  test.each<[Mood, object]>([
    ['refuses', { kind: 'refused' }],
    ['limited', { kind: 'later', code: 'rate_limited', retry_after: expect.any(Number) }],
  ])('a platform that %s has published nothing', async (mood, facts) => {
    expect(publishes(mood)).toBe(false);
    const given = harness.behaving(mood, post);
    const container = await prepareUntilReady(harness, session, given);
    const error = await errorOf(session, finalize(given, container));
    expect(error.facts).toMatchObject(facts);
    if (mood === 'limited') expect(error.facts.retry_after).toBeGreaterThan(0);
    expect(harness.live() ?? []).toEqual([]);
  });

  test('tokens that were taken back disconnect the account', async () => {
    const { revoke } = harness;
    if (!revoke) return;
    const container = await prepareUntilReady(harness, session, post);
    revoke();
    const calls = [
      () => platform.preflight(session, post),
      () => platform.prepare(session, post, null, patience()),
      () => finalize(post, container),
    ];
    for (const call of calls) {
      const { facts } = await errorOf(session, call());
      expect(facts.kind).toBe('disconnected');
    }
    expect(harness.live()).toEqual([]);
  });

  test('a platform that is not there is tried again later: nothing was sent', async () => {
    if (harness.live() === null) return;
    const container = await prepareUntilReady(harness, session, post);
    await harness.close();
    const { facts } = await errorOf(session, finalize(post, container));
    expect(facts).toMatchObject({ kind: 'later', code: 'connection_failed', status: null });
  });

  test('a live post is removed, and removing it again is no error', async () => {
    if (!platform.remove) return;
    const live = await finalize(post, await prepareUntilReady(harness, session, post));
    await platform.remove(session, live);
    expect(harness.live() ?? []).toEqual([]);
    await platform.remove(session, live);
  });

  test('a live post is measured', async () => {
    if (!platform.measure) return;
    const live = await publish(post, await prepareUntilReady(harness, session, post));
    const metrics = await platform.measure(session, live);
    const figures = Object.values(metrics).filter((figure) => figure !== null);
    expect(figures.length).toBeGreaterThan(0);
    for (const figure of figures) expect(figure).toBeGreaterThanOrEqual(0);
  });

  test('tokens are refreshed; what was taken back is not', async () => {
    if (!platform.refresh) return;
    const tokens = await platform.refresh(session);
    const { access_token } = tokens;
    expect(access_token).not.toBe(session.access_token);
    const renewed = { ...session, ...tokens, refresh_token: tokens.refresh_token };
    expect(await platform.preflight(renewed, post)).toEqual([]);
    harness.revoke?.();
    const refresh_token = tokens.refresh_token ?? session.refresh_token;
    const error = await errorOf(session, platform.refresh({ ...renewed, refresh_token }));
    expect(error.facts.kind).toBe('disconnected');
  });
}
