import type { Clock } from '../../../foundation/clock';

/** The real time, moved by as much as the test says. */
export class TestClock implements Clock {
  private shift = 0;

  /** Sets how far from the real time this clock is. */
  readonly passTime = (milliseconds: number): void => {
    this.shift = milliseconds;
  };

  now(): Date {
    return new Date(Date.now() + this.shift);
  }
}
