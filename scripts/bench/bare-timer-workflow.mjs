// The least that publishing at a time needs of Temporal: a timer, and an activity.
import { proxyActivities, sleep } from '@temporalio/workflow';

const { stamp } = proxyActivities({ startToCloseTimeout: '10s' });

export async function bareTimer(due) {
  await sleep(Math.max(1, due - Date.now()));
  await stamp();
}
