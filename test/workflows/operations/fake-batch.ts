// A batch that lives in memory: what `processBatch` believes to be the database and the inference process.
import { Context } from '@temporalio/activity';
import type {
  BatchActivities,
  BatchPlan,
  Chunk,
  ChunkResult,
  DesiredState,
} from '../../../workflows/operations/contract';

export class FakeBatch {
  desired: DesiredState = 'running';
  readonly results: number[];
  readonly said: string[] = [];
  readonly chunks: Chunk[] = [];
  atWork = 0;
  mostAtWork = 0;
  /** Chunks wait here until the test lets them go on. */
  gate: Promise<void> = Promise.resolve();
  brokenPerChunk = 0;
  done = false;

  constructor(
    readonly size: number,
    private readonly plan: Partial<BatchPlan> = {},
  ) {
    this.results = Array.from({ length: size }, () => 0);
  }

  get activities(): Record<string, object> {
    const core: BatchActivities & { collectImages: () => Promise<number> } = {
      claimBatchRun: () => Promise.resolve(this.done ? null : this.claim()),
      readDesiredState: () => Promise.resolve(this.desired),
      announceBatchState: ({ state }) => Promise.resolve(void this.said.push(state)),
      requestBatchCancel: () => Promise.resolve(void (this.desired = 'cancelled')),
      finishBatchRun: ({ error_code }) => {
        this.done = true;
        return Promise.resolve(void this.said.push(`done ${error_code ?? 'well'}`));
      },
      collectImages: () => Promise.resolve(this.size),
    };
    return { core, inference: { classifyImages: (chunk: Chunk) => this.work(chunk) } };
  }

  private claim(): BatchPlan {
    return {
      batch_id: 'batch',
      kind: 'classification',
      desired_state: this.desired,
      collect: false,
      item_count: this.size,
      stop_at_failure_rate: null,
      ...this.plan,
    };
  }

  private async work(chunk: Chunk): Promise<ChunkResult> {
    this.chunks.push(chunk);
    this.mostAtWork = Math.max(this.mostAtWork, ++this.atWork);
    const context = Context.current();
    const beat = setInterval(() => context.heartbeat(), 50);
    try {
      await Promise.race([this.gate, context.cancelled]);
      for (let item = chunk.from; item < chunk.to; item++) this.settle(item);
    } finally {
      clearInterval(beat);
      this.atWork -= 1;
    }
    const failed = this.brokenPerChunk;
    return { succeeded: chunk.to - chunk.from - failed, failed, broken: failed };
  }

  private settle(item: number): void {
    this.results[item] = (this.results[item] ?? 0) + 1;
  }
}

/** A gate that the test opens. */
export function createGate(): { closed: Promise<void>; open: () => void } {
  let open: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => (open = resolve));
  return { closed, open };
}
