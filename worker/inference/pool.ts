import { join, resolve } from 'node:path';
import type { Logger } from '../../foundation/logging';
import { InferenceUnavailable, Job } from './job';
import { JobQueue } from './job-queue';
import type { MemberProcess } from './member-process';
import type { ClassifyOptions, ModelInUse, TicketedResult } from './messages';
import type {
  InferencePool,
  InferencePoolConfig,
  InferencePoolOptions,
  InferencePoolStats,
} from './pool-options';
import { Quarantine } from './quarantine';
import { Slot } from './slot';

/** Images in a member at a time: enough that it never waits for this process, few enough to stop at once. */
const window = 16;
/** Images handed over together. */
const portion = 8;
/** An urgent image does not wait until there is room. */
const urgentExtra = 2;
const hopelessAfter = 5;
const closeGraceMs = 5_000;

/** Opens a pool of processes that classify stored objects, one per core unless the settings say otherwise. */
export function createInferencePool(
  config: InferencePoolConfig,
  logger: Logger,
  options: InferencePoolOptions = {},
): InferencePool {
  return new Pool(config, logger, options);
}

class Pool implements InferencePool {
  private readonly slots: Slot[];
  private readonly queue = new JobQueue();
  private readonly quarantine = new Quarantine();
  private readonly jobs = new Set<Job>();
  private readonly warm: Map<string, ModelInUse>;
  private readonly watch: NodeJS.Timeout;
  private deaths = 0;
  private closed = false;

  constructor(
    config: InferencePoolConfig,
    private readonly logger: Logger,
    options: InferencePoolOptions,
  ) {
    this.warm = new Map((options.warm ?? []).map((model) => [model.version, model]));
    const { storage, secretKey, api } = config;
    const member = {
      memberPath: options.memberPath ?? join(__dirname, 'member.js'),
      environment: options.environment ?? {},
      config: { storage, secretKey, api, modelsDir: resolve(config.modelsDir) },
    };
    const slotOptions = {
      member: () => ({
        ...member,
        warm: [...this.warm.values()].slice(-1),
      }),
      recycleAfterImages: options.recycleAfterImages ?? 20_000,
      recycleAtBytes: options.recycleAtBytes ?? 2 ** 30,
    };
    this.slots = Array.from(
      { length: config.inference.processes },
      () =>
        new Slot(slotOptions, {
          onReady: (ready) => this.feed(ready),
          onResults: (from, results) => this.onResults(from, results),
          onExit: (dead, how) => this.onExit(dead, how),
        }),
    );
    const hungAfterMs = options.hungAfterMs ?? 30_000;
    this.watch = setInterval(() => this.killHung(hungAfterMs), Math.min(1_000, hungAfterMs / 2));
    this.watch.unref();
  }

  async classifyMany(
    requests: { id: string; object_key: string }[],
    options: ClassifyOptions,
  ): Promise<void> {
    if (this.closed) throw new InferenceUnavailable('The pool is closed');
    const job = new Job(requests, options);
    const abort = (): void => job.fail(new AbortError());
    if (options.signal.aborted) abort();
    options.signal.addEventListener('abort', abort, { once: true });
    this.jobs.add(job);
    this.warm.delete(job.model.version);
    this.warm.set(job.model.version, job.model);
    this.queue.add(job);
    this.feedAll();
    try {
      await job.done;
    } catch (error) {
      this.forget(job);
      throw error;
    } finally {
      this.jobs.delete(job);
      options.signal.removeEventListener('abort', abort);
    }
  }

  stats(): InferencePoolStats {
    const members = this.members.map(({ pid, state, inFlight, images, rss }) => {
      return { pid, state, in_flight: inFlight.size, images, rss };
    });
    return { members, waiting: this.queue.waiting, deaths: this.deaths };
  }

  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.watch);
    this.failAll('The pool is closed');
    await Promise.all(this.slots.map((slot) => slot.close(closeGraceMs)));
  }

  private get members(): MemberProcess[] {
    return this.slots.flatMap(({ current }) => (current ? [current] : []));
  }

  /** A portion each in turn, so that a few images do not all go to the first member. */
  private feedAll(): void {
    let fed = true;
    while (fed) fed = this.members.map((member) => this.feedOnce(member)).includes(true);
  }

  private feed(member: MemberProcess): void {
    while (this.feedOnce(member));
  }

  private feedOnce(member: MemberProcess): boolean {
    if (member.state !== 'ready') return false;
    const order = this.quarantine.orderFor(member);
    if (order === 'wait') return false;
    const room = window + (this.queue.hasUrgent ? urgentExtra : 0) - member.inFlight.size;
    if (order === 'free' && room <= 0) return false;
    const pieces = order === 'free' ? this.queue.take(Math.min(room, portion)) : [order];
    member.work(pieces);
    return pieces.length > 0;
  }

  private onResults(member: MemberProcess, results: TicketedResult[]): void {
    for (const told of results) {
      const work = member.inFlight.get(told.ticket);
      member.inFlight.delete(told.ticket);
      if (!work) continue;
      if ('result' in told) work.job.deliver(work.id, told.result);
      else work.job.fail(new InferenceUnavailable(told.fault));
    }
    this.feed(member);
  }

  private onExit(member: MemberProcess, how: string): void {
    if (this.closed) return;
    const held = [...member.inFlight.values()];
    member.inFlight.clear();
    if (member.retired && held.length === 0) return;
    this.deaths += 1;
    this.logger.warn({ pid: member.pid, how, images: held.length }, 'inference member died');
    for (const { id, job } of this.quarantine.admit(held, member.loaded)) {
      const detail = 'the picture cannot be decoded: it stopped the decoder twice';
      job.deliver(id, { ok: false, error_code: 'not_an_image', detail });
    }
    if (this.slots.every(({ failures }) => failures >= hopelessAfter)) {
      this.failAll('No inference process stays up');
    }
    this.feedAll();
  }

  private killHung(hungAfterMs: number): void {
    const limit = performance.now() - hungAfterMs;
    for (const member of this.slots.flatMap((slot) => slot.everyone)) {
      const { oldestSince } = member;
      if (oldestSince === null || oldestSince > limit) continue;
      this.logger.error({ pid: member.pid }, 'inference member hangs and is killed');
      member.kill();
    }
  }

  private forget(job: Job): void {
    for (const member of this.members) {
      const works = [...member.inFlight.values()].filter((work) => work.job === job);
      if (works.length > 0) member.forget(works.map(({ ticket }) => ticket));
    }
  }

  private failAll(why: string): void {
    for (const job of this.jobs) job.fail(new InferenceUnavailable(why));
  }
}

class AbortError extends Error {
  override readonly name = 'AbortError';

  constructor() {
    super('The classification was aborted');
  }
}
