// Tries a version on recent pictures, a chunk after the other so that batches hardly notice. Whatever becomes of it,
// the active version is left alone: a run that breaks ends as failed, and nothing else hears of it.
import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  condition,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow';
import { chunkSize, coreQueue, pokeSignal } from '../operations/contract';
import { expendable, idempotentWrite, readOnly } from '../policies';
import {
  inferenceQueue,
  type ShadowActivities,
  type ShadowEnd,
  type ShadowInferenceActivities,
  type ShadowRunInput,
} from './contract';

const write = proxyActivities<ShadowActivities>({ ...idempotentWrite, taskQueue: coreQueue });
const read = proxyActivities<ShadowActivities>({ ...readOnly, taskQueue: coreQueue });
const { classifyShadow } = proxyActivities<ShadowInferenceActivities>({
  ...expendable,
  taskQueue: inferenceQueue,
});

/** Works a shadow run: claim, chunk after chunk, compare. A run that has ended already is left alone. */
export async function shadowRun(input: ShadowRunInput): Promise<void> {
  const { run_id } = input;
  const scope = new CancellationScope();
  let poked = false;
  let over = false;
  setHandler(pokeSignal, () => void (poked = true));
  // A cancel request from the Temporal Web UI means the same as one through the API.
  void CancellationScope.current().cancelRequested.catch(() => scope.cancel());

  const obey = async (): Promise<void> => {
    for (;;) {
      await condition(() => poked || over);
      if (over) return;
      poked = false;
      if ((await read.readShadowWish({ run_id })) === 'cancelled') scope.cancel();
    }
  };

  await CancellationScope.nonCancellable(async () => {
    const plan = await write.claimShadowRun({ run_id });
    if (plan === null) return;
    if (plan.desired_state === 'cancelled') scope.cancel();
    const obeying = obey();
    const end = await scope.run(() => workChunks(run_id, plan.total)).catch(endOf);
    over = true;
    await obeying;
    await write.finishShadowRun({ run_id, ...end });
    setCurrentDetails(`${plan.total} pictures, ${end.state}`);
  });
}

type End = Omit<ShadowEnd, 'run_id'>;

async function workChunks(runId: string, total: number): Promise<End> {
  for (let from = 0; from < total; from += chunkSize) {
    setCurrentDetails(`${from} of ${total} pictures`);
    await classifyShadow({ run_id: runId, from, to: Math.min(from + chunkSize, total) });
  }
  return { state: 'finished', error_code: null };
}

/** How a run ends whose chunks did not: by a wish, or because the candidate cannot do the work. */
function endOf(error: unknown): End {
  if (isCancellation(error)) return { state: 'cancelled', error_code: null };
  const cause = error instanceof ActivityFailure ? error.cause : error;
  const code = cause instanceof ApplicationFailure ? cause.type : null;
  return { state: 'failed', error_code: code ?? 'work_failed' };
}
