// The process of one check: it judges one model and ends. It is given nothing that would be worth stealing, and
// whatever the model does to it, nobody else is hurt.
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import { checkGraph } from './check-graph';
import type { CheckTask, FromCheck } from './check-messages';

/** Below the pool, which is below the API. */
os.setPriority(15);

/** When memory runs short, the kernel takes this process first. */
function goFirst(): void {
  if (process.platform !== 'linux') return;
  try {
    writeFileSync('/proc/self/oom_score_adj', '1000');
  } catch {
    // A system that does not let it is a system that decides otherwise.
  }
}

function tell(message: FromCheck, then?: () => void): void {
  process.send?.(message, undefined, undefined, () => then?.());
}

process.on('disconnect', () => process.exit(0));
process.on('SIGINT', () => undefined);
process.once('message', (task: CheckTask) => {
  void checkGraph(task).then((verdict) =>
    tell({ type: 'verdict', verdict }, () => process.exit(0)),
  );
});
goFirst();
tell({ type: 'ready' });
