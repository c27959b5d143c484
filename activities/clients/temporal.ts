import { Client, Connection } from '@temporalio/client';
import type { Config } from '../../foundation/config';

/** A client that connects on first use, so that a process starts, and the API answers, while Temporal is down. */
export function createTemporalClient(config: Pick<Config, 'temporal'>): Client {
  const connection = Connection.lazy({ address: config.temporal.address, connectTimeout: '5s' });
  return new Client({ connection, namespace: config.temporal.namespace });
}
