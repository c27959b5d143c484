// The periodic work, declared once, in UTC. At start and hourly the Temporal Schedules are made to agree with this list.
import {
  type Client,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
  type ScheduleOptions,
} from '@temporalio/client';
import {
  coreQueue,
  type HousekeepingTask,
  type RunHousekeepingInput,
} from '../workflows/operations/contract';

interface Periodic {
  task: HousekeepingTask;
  /** Minute, hour, day of month, month, day of week. */
  cron: string;
  note: string;
}

export const periodicWork: Periodic[] = [
  { task: 'ensure-workflows', cron: '7 * * * *', note: 'Each unfinished row has its workflow' },
  { task: 'expire-sessions', cron: '0 1 * * *', note: 'Sessions that ended 30 days ago' },
  {
    task: 'expire-idempotency-keys',
    cron: '20 * * * *',
    note: 'Idempotency keys older than a day',
  },
  { task: 'expire-one-time-codes', cron: '10 1 * * *', note: 'Codes whose links ended a day ago' },
  { task: 'expire-rate-limits', cron: '40 * * * *', note: 'Counters that have run out' },
  { task: 'remove-expired-uploads', cron: '30 2 * * *', note: 'Upload places that nobody used' },
  { task: 'remove-deleted-images', cron: '0 3 * * 0', note: 'Pictures deleted 30 days ago' },
  { task: 'remove-webhook-deliveries', cron: '40 3 * * *', note: 'Deliveries settled 30 days ago' },
  { task: 'expire-events', cron: '30 3 * * *', note: 'Events older than 90 days' },
  { task: 'remove-old-notifications', cron: '0 4 * * 0', note: 'Read notices older than 90 days' },
  {
    task: 'send-due-news',
    cron: '*/5 * * * *',
    note: 'Mails after quiet hours, and daily digests',
  },
  { task: 'fill-schedules', cron: '*/5 * * * *', note: 'Posts for slots two days ahead' },
];

/** Creates, updates and deletes Schedules until they are what the list says. A pause by an operator stays. */
export async function reconcileSchedules(client: Client): Promise<void> {
  const wanted = new Map<string, ReturnType<typeof scheduleOf>>(
    periodicWork.map((work) => [work.task, scheduleOf(work)]),
  );
  for await (const { scheduleId } of client.schedule.list()) {
    if (!wanted.has(scheduleId)) await client.schedule.getHandle(scheduleId).delete();
  }
  for (const [id, options] of wanted) await reconcile(client, id, options);
}

async function reconcile(
  client: Client,
  id: string,
  options: ReturnType<typeof scheduleOf>,
): Promise<void> {
  try {
    await client.schedule.getHandle(id).update(({ state }) => ({
      ...options,
      action: { ...options.action, workflowId: id },
      state,
    }));
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
    await client.schedule.create(options);
  }
}

function scheduleOf({ task, cron, note }: Periodic) {
  const input: RunHousekeepingInput = { task };
  return {
    scheduleId: task,
    spec: { cronExpressions: [cron], timezone: 'UTC' },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '6h' },
    state: { note },
    action: {
      type: 'startWorkflow',
      workflowType: 'runHousekeeping',
      workflowId: task,
      taskQueue: coreQueue,
      args: [input],
      staticSummary: note,
    },
  } satisfies ScheduleOptions;
}
