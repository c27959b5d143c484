import { MemberProcess, type MemberEvents, type MemberOptions } from './member-process';
import type { TicketedResult } from './messages';

export interface SlotOptions {
  member: () => MemberOptions;
  /** A member gives way to a fresh one after so many images, or once it holds so much memory. */
  recycleAfterImages: number;
  recycleAtBytes: number;
}

const longestPauseMs = 10_000;

/** A place in the pool that always has a member: one that died is replaced, one that grew old is relieved. */
export class Slot {
  current: MemberProcess | undefined;
  /** Members lost in a row without a single result between. */
  failures = 0;
  private successor: MemberProcess | undefined;
  private pause: NodeJS.Timeout | undefined;
  private closing = false;
  private readonly alive = new Set<MemberProcess>();

  constructor(
    private readonly options: SlotOptions,
    private readonly events: MemberEvents,
  ) {
    this.current = this.spawn();
  }

  /** Every member that lives: besides the current one its successor, and predecessors that finish their work. */
  get everyone(): MemberProcess[] {
    return [...this.alive];
  }

  /** Ends the members; those that do not go by themselves are killed after `graceMs`. */
  async close(graceMs: number): Promise<void> {
    this.closing = true;
    clearTimeout(this.pause);
    const gone = [...this.alive].map((member) => member.gone);
    for (const member of this.alive) member.retire();
    const timer = setTimeout(() => this.everyone.forEach((member) => member.kill()), graceMs);
    await Promise.all(gone);
    clearTimeout(timer);
  }

  private spawn(): MemberProcess {
    const member = new MemberProcess(this.options.member(), {
      onReady: (ready) => this.onReady(ready),
      onResults: (from, results) => this.onResults(from, results),
      onExit: (dead, how) => this.onExit(dead, how),
    });
    this.alive.add(member);
    return member;
  }

  private onReady(member: MemberProcess): void {
    if (member === this.successor) {
      const old = this.current;
      this.current = member;
      this.successor = undefined;
      if (old) this.relieve(old);
    }
    this.events.onReady(member);
  }

  /** Takes no new work; goes once it has finished what it has. */
  private relieve(member: MemberProcess): void {
    if (member.state === 'ready') member.state = 'retiring';
    if (member.inFlight.size === 0) member.retire();
  }

  private onResults(member: MemberProcess, results: TicketedResult[]): void {
    this.failures = 0;
    this.events.onResults(member, results);
    if (member.state === 'retiring') this.relieve(member);
    else if (member === this.current && this.isOld(member)) this.successor ??= this.spawn();
  }

  private isOld({ images, rss }: MemberProcess): boolean {
    return images >= this.options.recycleAfterImages || rss >= this.options.recycleAtBytes;
  }

  private onExit(member: MemberProcess, how: string): void {
    this.alive.delete(member);
    if (this.successor === member) this.successor = undefined;
    const wasCurrent = this.current === member;
    if (wasCurrent) {
      this.current = this.successor;
      this.successor = undefined;
      this.failures += 1;
      if (!this.current) this.replace();
    }
    this.events.onExit(member, how);
  }

  private replace(): void {
    if (this.closing) return;
    const delay = this.failures > 1 ? Math.min(longestPauseMs, 100 * 2 ** this.failures) : 0;
    this.pause = setTimeout(() => {
      this.current = this.spawn();
    }, delay);
  }
}
