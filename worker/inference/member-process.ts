import { fork, type ChildProcess } from 'node:child_process';
import type { Work } from './job';
import type { FromMember, MemberConfig, ModelInUse, TicketedResult, ToMember } from './messages';

export interface MemberOptions {
  /** The compiled entry of a member. */
  memberPath: string;
  /** Further environment of the members. Secrets do not pass through it. */
  environment: Record<string, string>;
  config: MemberConfig;
  warm: ModelInUse[];
}

export interface MemberEvents {
  onReady(member: MemberProcess): void;
  onResults(member: MemberProcess, results: TicketedResult[]): void;
  onExit(member: MemberProcess, how: string): void;
}

/** Seconds matter little here: decoders and files share libuv's threads, glibc's arenas hoard freed memory. */
const tuning = { UV_THREADPOOL_SIZE: '6', MALLOC_ARENA_MAX: '2' };

/** One process of the pool, seen from outside: what it is working on and how it fares. */
export class MemberProcess {
  readonly inFlight = new Map<number, Work>();
  readonly loaded = new Set<string>();
  state: 'starting' | 'ready' | 'retiring' | 'gone' = 'starting';
  /** Whether its end was asked for. */
  retired = false;
  images = 0;
  rss = 0;
  /** Settles when the process has ended. */
  readonly gone: Promise<void>;
  private readonly child: ChildProcess;

  constructor(options: MemberOptions, events: MemberEvents) {
    const env = { ...tuning, ...options.environment };
    this.child = fork(options.memberPath, [], { serialization: 'advanced', env, execArgv: [] });
    this.child.on('message', (message: FromMember) => this.receive(message, events));
    this.child.on('error', () => undefined);
    this.gone = new Promise((resolve) => {
      this.child.once('exit', (code, signal) => {
        this.state = 'gone';
        resolve();
        events.onExit(this, signal ?? `code ${code}`);
      });
    });
    this.send({ type: 'start', config: options.config, warm: options.warm });
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** When the picture that has been here the longest came, or null. */
  get oldestSince(): number | null {
    const [oldest] = this.inFlight.values();
    return oldest?.sentAt ?? null;
  }

  /** Hands pictures of one model over. */
  work(pieces: Work[]): void {
    const [first] = pieces;
    if (!first) return;
    for (const piece of pieces) {
      piece.sentAt = performance.now();
      this.inFlight.set(piece.ticket, piece);
    }
    const images = pieces.map(({ ticket, object_key }) => ({ ticket, object_key }));
    const { model, urgent } = first.job;
    this.send({ type: 'work', model, urgent, images });
  }

  /** Their results are wanted no more; what was not begun is not begun. */
  forget(tickets: number[]): void {
    this.send({ type: 'forget', tickets });
  }

  /** Ends it gently; it exits by itself when the channel closes. */
  retire(): void {
    this.state = 'retiring';
    this.retired = true;
    if (this.child.connected) this.child.disconnect();
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  private receive(message: FromMember, events: MemberEvents): void {
    if (message.type === 'loaded') {
      this.loaded.add(message.model_version);
    } else if (message.type === 'ready') {
      if (this.state === 'starting') this.state = 'ready';
      events.onReady(this);
    } else {
      this.images += message.results.length;
      this.rss = message.rss;
      events.onResults(this, message.results);
    }
  }

  private send(message: ToMember): void {
    // A member that is gone has an exit event on its way, which puts its work back.
    if (this.child.connected) this.child.send(message, () => undefined);
  }
}
