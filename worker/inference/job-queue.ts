import type { Job, Work } from './job';

/** Jobs that have images to hand out: urgent ones first, and among equals each gets its turn. */
export class JobQueue {
  private readonly urgent: Job[] = [];
  private readonly patient: Job[] = [];

  add(job: Job): void {
    if (job.waiting > 0) (job.urgent ? this.urgent : this.patient).push(job);
  }

  /** A few images of the job whose turn it is. */
  take(count: number): Work[] {
    for (const line of [this.urgent, this.patient]) {
      for (let job = line.shift(); job; job = line.shift()) {
        const work = job.take(count);
        if (job.waiting > 0) line.push(job);
        if (work.length > 0) return work;
      }
    }
    return [];
  }

  /** Images not yet handed out. */
  get waiting(): { interactive: number; batch: number } {
    const sum = (line: Job[]): number => line.reduce((total, job) => total + job.waiting, 0);
    return { interactive: sum(this.urgent), batch: sum(this.patient) };
  }

  get hasUrgent(): boolean {
    return this.urgent.some((job) => job.waiting > 0);
  }
}
