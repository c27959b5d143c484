// Recorded histories: one file per story of a workflow. `npm run record-histories` records them anew; a change of
// workflow code that cannot replay an old file needs `patched()`, not a new recording.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';

const folder = join(__dirname, 'histories');

/** Keeps the history of a closed workflow when histories are being recorded; `story` is `<workflow>/<reason>`. */
export async function keepHistory(handle: WorkflowHandle, story: string): Promise<void> {
  if (process.env['RECORD_HISTORIES'] !== '1') return;
  const [workflow, reason] = story.split('/') as [string, string];
  mkdirSync(join(folder, workflow), { recursive: true });
  writeFileSync(
    join(folder, workflow, `${reason}.json`),
    `${historyToJSON(await handle.fetchHistory())}\n`,
  );
}

/** Every recorded history with the id of its story. */
export function recordedHistories(): { workflowId: string; history: unknown }[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((workflow) =>
    readdirSync(join(folder, workflow)).map((file) => ({
      workflowId: `${workflow}/${file.replace('.json', '')}`,
      history: JSON.parse(readFileSync(join(folder, workflow, file), 'utf8')) as unknown,
    })),
  );
}
