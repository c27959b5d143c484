import type { TicketedResult } from './messages';

const fullAt = 8;
const oldestMs = 50;

/** Gathers results into few messages: each message wakes the pool's thread, which has better things to do. */
export class ResultLine {
  private results: TicketedResult[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly send: (results: TicketedResult[]) => void) {}

  /** Adds a result; `flush` says that nobody should wait for more. */
  add(result: TicketedResult, flush: boolean): void {
    this.results.push(result);
    if (flush || this.results.length >= fullAt) return this.flush();
    this.timer ??= setTimeout(() => this.flush(), oldestMs);
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const results = this.results;
    this.results = [];
    this.send(results);
  }
}
