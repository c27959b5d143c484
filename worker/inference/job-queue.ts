import type { Job, Work } from './job';

/** Jobs of one run, in the order in which they came; a job without a run stands alone. */
type Line = Job[];

/**
 * Jobs that have images to hand out: urgent ones first; runs take turns, and within a run one job goes after the other,
 * so that its jobs do not all end at the same moment and leave the pool without work.
 */
export class JobQueue {
  private readonly urgent: Line[] = [];
  private readonly patient: Line[] = [];

  add(job: Job): void {
    if (job.waiting === 0) return;
    const lines = job.urgent ? this.urgent : this.patient;
    const line = job.run_id && lines.find(([first]) => first?.run_id === job.run_id);
    if (line) line.push(job);
    else lines.push([job]);
  }

  /** A few images of the job whose turn it is. */
  take(count: number): Work[] {
    for (const lines of [this.urgent, this.patient]) {
      for (let line = lines.shift(); line; line = lines.shift()) {
        const work = takeFrom(line, count);
        if (line.length > 0) lines.push(line);
        if (work.length > 0) return work;
      }
    }
    return [];
  }

  /** Images not yet handed out. */
  get waiting(): { interactive: number; batch: number } {
    return { interactive: count(this.urgent), batch: count(this.patient) };
  }

  get hasUrgent(): boolean {
    return count(this.urgent) > 0;
  }
}

function takeFrom(line: Line, most: number): Work[] {
  for (let job = line[0]; job; job = line[0]) {
    const work = job.take(most);
    if (job.waiting === 0) line.shift();
    if (work.length > 0) return work;
  }
  return [];
}

function count(lines: Line[]): number {
  return lines.flat().reduce((total, job) => total + job.waiting, 0);
}
