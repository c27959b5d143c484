import type { NativeConnection, Worker } from '@temporalio/worker';
import type { Config } from '../foundation/config';
import type { Logger } from '../foundation/logging';

/** What a process is made of, whatever queue it polls. */
export interface ProcessParts {
  config: Config;
  logger: Logger;
  connection: NativeConnection;
}

/** The pollers of a process, and what is closed when they have drained. */
export interface WorkerProcess {
  workers: Worker[];
  close(): Promise<void>;
}

/** A running activity has this long to end by itself before it is cancelled. */
export const shutdownGraceTime = '60s';

/** A cancellation reaches an activity with the answer to a heartbeat; the default sends one every 5 seconds at most. */
export const maxHeartbeatThrottleInterval = '500ms';
