// Works one run of a batch of any kind, from claim to finish. The items and all results live in the database; this
// code keeps counts and decides what may run. It ends when nothing is pending, or when the row says cancelled.
import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { idempotentWrite, readOnly } from '../policies';
import { batchKinds } from './batch-kinds';
import {
  type BatchActivities,
  type BatchPlan,
  type BatchWork,
  chunkSize,
  chunkWindow,
  coreQueue,
  type DesiredState,
  pokeSignal,
  type ProcessBatchInput,
} from './contract';

const write = proxyActivities<BatchActivities>({ ...idempotentWrite, taskQueue: coreQueue });
const read = proxyActivities<BatchActivities>({ ...readOnly, taskQueue: coreQueue });

/**
 * Works a run: claim, collect, chunks in a window, finish. Lives as long as the job, pauses included.
 * @param input the run's id; a run that is already done ends at once
 */
export async function processBatch(input: ProcessBatchInput): Promise<void> {
  const { run_id } = input;
  let poked = false;
  let withdrawn = false;
  setHandler(pokeSignal, () => void (poked = true));
  // A cancel request from the Temporal Web UI means the same as one through the API.
  void CancellationScope.current().cancelRequested.catch(() => void (withdrawn = true));

  await CancellationScope.nonCancellable(async () => {
    const execution_id = workflowInfo().firstExecutionRunId;
    const plan = await write.claimBatchRun({ run_id, execution_id });
    if (plan === null) return;
    const run = new Run(run_id, batchKinds[plan.kind], plan);
    if (input.first_chunk !== undefined) run.skipTo(input.first_chunk);

    while (!run.ended) {
      run.moved = false;
      if (withdrawn && run.desired !== 'cancelled') {
        await write.requestBatchCancel({ run_id });
        poked = true;
      }
      if (poked) {
        poked = false;
        await run.follow(await read.readDesiredState({ run_id }));
      }
      if (run.desired === 'running') {
        run.fill();
        if (run.idle) break;
      }
      if (workflowInfo().continueAsNewSuggested) {
        await run.halt();
        await continueAsNew<typeof processBatch>({ run_id, first_chunk: run.firstOpen });
      }
      run.describe();
      await condition(() => poked || run.moved || (withdrawn && run.desired !== 'cancelled'));
    }
    await run.halt();
    await write.finishBatchRun({ run_id, error_code: run.error });
    run.describe();
  });
}

/** The code under which an activity gave up for good. */
function codeOf(error: unknown): string {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return (cause instanceof ApplicationFailure && cause.type) || 'work_failed';
}

/** Stands for the collection of items where a chunk's number would stand. */
const collecting = -1;

/** The bookkeeping of one run: which chunks are open, which are in flight, what came back. */
class Run {
  desired: DesiredState;
  error: string | null = null;
  /** Something finished since the loop last looked. */
  moved = false;
  private collected: boolean;
  private itemCount: number;
  private readonly open: number[] = [];
  private readonly inFlight = new Map<number, Promise<void>>();
  private scope = new CancellationScope();
  private succeeded = 0;
  private failed = 0;
  private broken = 0;

  constructor(
    private readonly runId: string,
    private readonly work: BatchWork,
    private readonly plan: BatchPlan,
  ) {
    this.desired = plan.desired_state;
    this.collected = !plan.collect;
    this.itemCount = plan.item_count;
    this.list();
  }

  get ended(): boolean {
    return this.desired === 'cancelled' || this.error !== null;
  }

  get idle(): boolean {
    return this.collected && this.open.length === 0 && this.inFlight.size === 0;
  }

  /** The first chunk that may have work left. */
  get firstOpen(): number {
    return Math.min(...this.open, Math.ceil(this.itemCount / chunkSize));
  }

  skipTo(chunk: number): void {
    while (this.open[0] !== undefined && this.open[0] < chunk) this.open.shift();
  }

  /** Does what the row asks for: stops what runs, or lets it run again, and says so in the row. */
  async follow(desired: DesiredState): Promise<void> {
    if (desired === this.desired) return;
    this.desired = desired;
    if (desired !== 'running') await this.halt();
    if (desired !== 'cancelled') {
      await write.announceBatchState({ run_id: this.runId, state: desired });
    }
  }

  /** Keeps the window full. */
  fill(): void {
    if (!this.collected && this.inFlight.size === 0) this.start(collecting, () => this.collect());
    while (this.collected && this.inFlight.size < chunkWindow) {
      const chunk = this.open.shift();
      if (chunk === undefined) return;
      this.start(chunk, () => this.workChunk(chunk));
    }
  }

  /** Cancels what runs and waits for the standstill; what was stopped is open again. */
  async halt(): Promise<void> {
    this.scope.cancel();
    await Promise.all(this.inFlight.values());
    this.scope = new CancellationScope();
    this.moved = true;
  }

  describe(): void {
    const { kind, item_count } = { ...this.plan, item_count: this.itemCount };
    const awaited = this.desired === 'paused' ? 'paused, waits to be resumed' : this.desired;
    setCurrentDetails(
      `${kind}: ${item_count} items, ${this.succeeded} succeeded, ${this.failed} failed; ${awaited}`,
    );
  }

  private list(): void {
    for (let chunk = 0; chunk * chunkSize < this.itemCount; chunk++) this.open.push(chunk);
  }

  private start(chunk: number, body: () => Promise<void>): void {
    const running = this.scope.run(body).catch((error: unknown) => {
      if (!isCancellation(error)) this.error = codeOf(error);
      else if (chunk !== collecting) this.open.push(chunk);
      this.open.sort((a, b) => a - b);
    });
    const settled = running.then(() => {
      this.inFlight.delete(chunk);
      this.moved = true;
    });
    this.inFlight.set(chunk, settled);
  }

  private async collect(): Promise<void> {
    this.itemCount = await this.work.collect({ run_id: this.runId });
    this.collected = true;
    this.list();
  }

  private async workChunk(chunk: number): Promise<void> {
    const from = chunk * chunkSize;
    const to = Math.min(from + chunkSize, this.itemCount);
    const result = await this.work.work({ run_id: this.runId, from, to });
    this.succeeded += result.succeeded;
    this.failed += result.failed;
    this.broken += result.broken;
    const limit = this.plan.stop_at_failure_rate;
    const done = this.succeeded + this.failed;
    if (limit !== null && this.broken / done > limit) {
      this.error = 'failure_rate_exceeded';
      this.scope.cancel();
    }
  }
}
