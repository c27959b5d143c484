import type { ClassifyOptions, ImageResult } from './messages';

/** An image of a job on its way: which member has it and what happened to it so far. */
export interface Work {
  ticket: number;
  id: string;
  object_key: string;
  job: Job;
  sentAt: number;
  /** Members that died while they held this image and no other. */
  deaths: number;
}

/** Inference is not possible now, whatever the image: worth trying again later. */
export class InferenceUnavailable extends Error {
  override readonly name = 'InferenceUnavailable';
}

let lastTicket = 0;

/** One call of `classifyMany`: what is still to be handed out, and who waits for it. */
export class Job {
  readonly model: ClassifyOptions['model'];
  readonly urgent: boolean;
  readonly run_id: string | undefined;
  readonly done: Promise<void>;
  private next = 0;
  private open: number;
  private settled = false;
  private resolve: () => void = () => undefined;
  private reject: (error: unknown) => void = () => undefined;

  constructor(
    private readonly requests: { id: string; object_key: string }[],
    private readonly options: ClassifyOptions,
  ) {
    this.model = options.model;
    this.urgent = options.priority === 'interactive';
    this.run_id = options.run_id;
    this.open = requests.length;
    this.done = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    if (this.open === 0) this.finish();
  }

  /** Whether results are still wanted. */
  get isLive(): boolean {
    return !this.settled;
  }

  get waiting(): number {
    return this.settled ? 0 : this.requests.length - this.next;
  }

  /** The next images to hand out, at most `count`. */
  take(count: number): Work[] {
    const some = this.settled ? [] : this.requests.slice(this.next, this.next + count);
    this.next += some.length;
    return some.map(({ id, object_key }) => {
      lastTicket += 1;
      return { ticket: lastTicket, id, object_key, job: this, sentAt: 0, deaths: 0 };
    });
  }

  /** Passes a result on; the last one ends the job. */
  deliver(id: string, result: ImageResult): void {
    if (this.settled) return;
    this.open -= 1;
    try {
      this.options.onResult(id, result);
    } catch (error) {
      return this.fail(error);
    }
    if (this.open === 0) this.finish();
  }

  fail(error: unknown): void {
    if (this.settled) return;
    this.settled = true;
    this.reject(error);
  }

  private finish(): void {
    this.settled = true;
    this.resolve();
  }
}
