// How an activity is tried, named by the consequence of trying it twice. Attempts are not limited where a repeat does
// no harm: an outage of a database or a store is waited out, never turned into a lost job.
import { ActivityCancellationType, type ActivityOptions } from '@temporalio/workflow';

const patient = { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '5s' } as const;

/** Reads; quick to give up on one try, never on the whole. */
export const readOnly = {
  startToCloseTimeout: '10s',
  retry: patient,
} as const satisfies ActivityOptions;

/** Writes that leave the same state however often they run. */
export const idempotentWrite = {
  startToCloseTimeout: '30s',
  retry: patient,
} as const satisfies ActivityOptions;

/**
 * Requests to somebody else that know a repeat by its key. They beat, so that one whose process died is repeated within
 * seconds.
 */
export const repeatable = {
  startToCloseTimeout: '30s',
  heartbeatTimeout: '8s',
  retry: patient,
} as const satisfies ActivityOptions;

/**
 * Work of minutes that beats: a dead worker is noticed within the heartbeat timeout, and a cancellation is waited for,
 * so that "stopped" means standstill.
 */
export const longRunning = {
  startToCloseTimeout: '1h',
  heartbeatTimeout: '8s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: patient,
} as const satisfies ActivityOptions;

/**
 * What cannot be taken back: one attempt, whose failure means that nobody knows. It beats, so that a dead worker is
 * noticed at once; whoever calls it decides what an unknown outcome leads to.
 */
export const irreversible = {
  startToCloseTimeout: '2m',
  heartbeatTimeout: '8s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { maximumAttempts: 1 },
} as const satisfies ActivityOptions;

/** Work like that which nobody misses: after a few tries it is given up, and what asked for it says so. */
export const expendable = {
  ...longRunning,
  startToCloseTimeout: '10m',
  retry: { ...patient, maximumAttempts: 5 },
} as const satisfies ActivityOptions;
