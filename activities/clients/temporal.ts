import { Client, Connection } from '@temporalio/client';
import type { Config } from '../../foundation/config';

/**
 * A client that connects on first use, so that a process starts, and the API answers, while Temporal is down. It tries
 * each call once: the outbox and the activities' policies try again, and retries of its own would go on behind the back
 * of a caller that has given up.
 */
export function createTemporalClient(config: Pick<Config, 'temporal'>): Client {
  const connection = Connection.lazy({
    address: config.temporal.address,
    connectTimeout: '5s',
    interceptors: [],
  });
  return new Client({ connection, namespace: config.temporal.namespace });
}
