import { newId } from '../../../foundation/ids';
import { type ExportActivities, exportWorkflowId } from '../../../workflows/identity/contract';
import { keepHistory } from '../../replay/history-files';
import { withWorkers } from '../environment';
import { type SkippingEnvironment, startTimeSkipping } from '../time-skipping';

const week = 7 * 86_400_000;

let environment: SkippingEnvironment;
beforeAll(async () => void (environment = await startTimeSkipping()));
afterAll(() => environment.close());

type Build = ExportActivities['buildExport'];

/** Lets the workflow of a copy live to its end; says when its archive was deleted. */
async function live(story: string, buildExport: Build): Promise<number | null> {
  const export_id = newId();
  let deleted: number | null = null;
  const core: ExportActivities = {
    buildExport,
    expireExport: async () => void (deleted = (await environment.now()).getTime()),
  };
  await withWorkers(environment, { core }, async () => {
    const handle = await environment.client.workflow.start('exportAccount', {
      taskQueue: 'core',
      workflowId: exportWorkflowId(export_id),
      args: [{ export_id }],
    });
    await handle.result();
    await keepHistory(handle, `export-account/${story}`);
  });
  return deleted;
}

const after = (now: string, milliseconds: number): string =>
  new Date(Date.parse(now) + milliseconds).toISOString();

it('an archive is deleted when its week is over, and not before', async () => {
  let expires = '';
  const deleted = await live('kept-for-a-week', async ({ now }) => (expires = after(now, week)));
  expect(deleted).toBeGreaterThanOrEqual(Date.parse(expires));
});

it('a worker that dies while it builds is followed by another one', async () => {
  let tries = 0;
  const deleted = await live('built-twice', async ({ now }) => {
    tries += 1;
    if (tries === 1) throw Object.assign(new Error('died'), { stack: '' });
    return after(now, week);
  });
  expect(tries).toBe(2);
  expect(deleted).not.toBeNull();
});

it('a copy whose account is gone ends at once', async () => {
  expect(await live('account-gone', async () => null)).toBeNull();
});
